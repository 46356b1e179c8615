import { type Member, type Members, placeOf } from '../../core/ports/members.ts'
import type { MemoryConnections } from './connections.ts'

export interface MemoryMembersOptions {
  readonly connections: MemoryConnections
  /** In how many topics a connection may be, those that it was opened in included. */
  readonly maxTopics: number
}

const pageMembers = 50

/** Who is in which topic, for as long as the process lives. The model that every other engine is compared with. */
export function memoryMembers({ connections, maxTopics }: MemoryMembersOptions): Members {
  /** In the order of their places, and of their ids where two have one place. */
  const membersOf = (topic: string): readonly Member[] =>
    connections
      .all()
      .filter(({ topics }) => topics.has(topic))
      .map(({ connection: { connectionId, connectedAt } }) => ({ connectionId, connectedAt }))
      .toSorted((a, b) => compare(keyOf(a), keyOf(b)))

  return {
    async join(topic, connectionId) {
      const held = connections.held(connectionId)
      if (held === undefined || held.endedBy !== undefined) return 'gone'
      if (held.topics.has(topic)) return 'already'
      if (held.topics.size >= maxTopics) return 'full'
      held.topics.add(topic)
      return 'joined'
    },
    leave: async (topic, connectionId) => connections.held(connectionId)?.topics.delete(topic) ?? false,
    has: async (topic, connectionId) => connections.held(connectionId)?.topics.has(topic) ?? false,
    async look(topic, limit) {
      const members = membersOf(topic)
      return members.length > limit
        ? { members: members.slice(0, limit), about: members.length }
        : { members }
    },
    async *read(topic, { from, to }, after) {
      const isAhead = ({ connectionId }: Member): boolean =>
        placeOf(connectionId) >= from && placeOf(connectionId) < to
      let cursor = after
      for (;;) {
        const members = membersOf(topic)
          .filter((member) => isAhead(member) && (cursor === undefined || keyOf(member) > cursor))
          .slice(0, pageMembers)
        const last = members.at(-1)
        if (last === undefined) return
        cursor = keyOf(last)
        yield { members, cursor }
      }
    },
  }
}

function keyOf({ connectionId }: Member): string {
  return `${placeOf(connectionId).toString(16).padStart(8, '0')}${connectionId}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
