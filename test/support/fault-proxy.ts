import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Which way bytes go. */
export type Direction = 'up' | 'down'

/** What is wrong with a line: of one connection, or of all. */
export interface Faults {
  /** Every chunk takes so long. */
  delayMs: number
  /** Bytes a second in each direction; 0 for no limit. */
  bytesPerSecond: number
  /** Nothing passes in these directions, not even an end. A connection that lost something is reset when none is dead. */
  dead: Direction[]
}

export interface ProxiedConnection {
  /** Where it goes. */
  readonly port: number
  readonly faults: Faults
  /** Bytes of it are gone. */
  hasLost: boolean
  /** End it with a reset on both sides. */
  cut(): void
}

/** A way over TCP to a server that can go wrong in the ways a network can. The caller stops it. */
export interface FaultProxy {
  readonly port: number
  /** What new connections begin with. */
  readonly faults: Faults
  readonly connections: ReadonlySet<ProxiedConnection>
  /** For the connections that are there, and for new ones. */
  set(faults: Partial<Faults>): void
  /** Reset all connections, or those to one port; new ones are taken. */
  cut(port?: number): void
  stop(): Promise<void>
}

const host = '127.0.0.1'

/** `target`: the port of the server; or where the next connection goes, which is reset if that is nowhere. */
export async function startFaultProxy(target: number | (() => number | undefined)): Promise<FaultProxy> {
  const portNow = typeof target === 'number' ? () => target : target
  const faults: Faults = { delayMs: 0, bytesPerSecond: 0, dead: [] }
  const connections = new Set<ProxiedConnection>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const port = portNow()
    if (port === undefined) {
      client.resetAndDestroy()
      return
    }
    const connection = proxied(client, port, { ...faults })
    connections.add(connection)
    client.once('close', () => connections.delete(connection))
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  const cut = (only?: number): void => {
    for (const connection of connections) if (only === undefined || connection.port === only) connection.cut()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    faults,
    connections,
    set(changed) {
      Object.assign(faults, changed)
      for (const connection of connections) {
        Object.assign(connection.faults, changed)
        if (connection.hasLost && connection.faults.dead.length === 0) connection.cut()
      }
    },
    cut,
    async stop() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

function proxied(client: Socket, port: number, faults: Faults): ProxiedConnection {
  const server = connect({ host, port, allowHalfOpen: true, noDelay: true })
  const cut = (): void => {
    client.resetAndDestroy()
    server.resetAndDestroy()
  }
  const connection = { port, faults, hasLost: false, cut }
  pass(client, server, 'up', connection)
  pass(server, client, 'down', connection)
  return connection
}

/** Chunks, the end and a broken connection go the same way, in order, each when it is due. */
function pass(source: Socket, sink: Socket, direction: Direction, connection: ProxiedConnection): void {
  const { faults } = connection
  let freeAt = 0
  const waiting: { readonly at: number; readonly task: () => void }[] = []
  const pump = (): void => {
    while ((waiting[0]?.at ?? Number.POSITIVE_INFINITY) <= Date.now()) waiting.shift()?.task()
    const [next] = waiting
    if (next !== undefined) setTimeout(pump, next.at - Date.now())
  }
  const later = (bytes: number, task: () => void): void => {
    const spanMs = faults.bytesPerSecond > 0 ? (bytes / faults.bytesPerSecond) * 1_000 : 0
    freeAt = Math.max(freeAt, Date.now() + faults.delayMs) + spanMs
    waiting.push({ at: freeAt, task })
    pump()
  }
  const through = (bytes: number, task: () => void): void => {
    if (faults.dead.includes(direction)) connection.hasLost = true
    else {
      later(bytes, () => {
        if (faults.dead.includes(direction)) connection.hasLost = true
        else if (!sink.destroyed) task()
      })
    }
  }
  source.on('data', (chunk) => {
    // Slow lines do not take everything at once either.
    if (faults.bytesPerSecond > 0) source.pause()
    through(chunk.length, () => {
      sink.write(chunk)
      source.resume()
    })
    if (faults.dead.includes(direction)) source.resume()
  })
  source.on('end', () => through(0, () => sink.end()))
  source.on('error', () => through(0, () => sink.resetAndDestroy()))
  source.on('close', () => through(0, () => sink.destroySoon()))
}
