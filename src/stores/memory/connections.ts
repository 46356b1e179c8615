import type { Clock } from '../../core/ports/clock.ts'
import type { Connections, OpenConnection } from '../../core/ports/connections.ts'

export interface HeldConnection {
  connection: OpenConnection
  readonly topics: Set<string>
  endedBy: string | undefined
}

/** Connections for as long as the process lives. The model that every other engine is compared with. */
export interface MemoryConnections extends Connections {
  /** What is known of a connection; `undefined` a day after it was made. For `memoryMembers`. */
  held(connectionId: string): HeldConnection | undefined
  all(): readonly HeldConnection[]
}

const dayMs = 86_400_000

export function memoryConnections(clock: Clock): MemoryConnections {
  const known = new Map<string, HeldConnection>()

  // Whole seconds, as in tables that forget by themselves.
  const isForgotten = ({ connection: { connectedAt } }: HeldConnection): boolean =>
    Math.floor(connectedAt / 1_000) * 1_000 + dayMs <= clock.now()

  function held(connectionId: string): HeldConnection | undefined {
    const found = known.get(connectionId)
    if (found === undefined || !isForgotten(found)) return found
    known.delete(connectionId)
    return undefined
  }

  return {
    held,
    all: () => [...known.values()].filter((one) => !isForgotten(one)),
    async open(connection, topics) {
      known.set(connection.connectionId, { connection, topics: new Set(topics), endedBy: undefined })
    },
    get: async (connectionId) => held(connectionId)?.connection,
    async renew(connectionId, user) {
      const found = held(connectionId)
      if (found !== undefined) found.connection = { ...found.connection, user }
    },
    topicsOf: async (connectionId) => [...(held(connectionId)?.topics ?? [])],
    async end(connectionId, by) {
      const found = held(connectionId)
      if (found === undefined) return 'gone'
      found.endedBy ??= by
      return found.endedBy === by ? found.connection : 'taken'
    },
    async forget(connectionId) {
      known.delete(connectionId)
    },
  }
}
