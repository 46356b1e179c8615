import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { somePort } from './redis.ts'

const host = '127.0.0.1'
const attempts = 20

/** A way over TCP to a server, which can be cut as a network can. The caller stops it. */
export interface Cut {
  readonly port: number
  /** End all connections with a reset, and refuse new ones until `mend()`. */
  cut(): Promise<void>
  /** Let nothing through in either direction until `mend()`, not even an end; take new connections all the same. */
  blackHole(): void
  /** As it was at first. What a black hole held back goes through now, as TCP would send it again. */
  mend(): Promise<void>
  /** From now on everything takes so long, in each direction. */
  delay(ms: number): void
  stop(): Promise<void>
}

/** What all connections have in common. */
interface Road {
  isOpen: boolean
  delayMs: number
}

export async function startCut(targetPort: number): Promise<Cut> {
  const road: Road = { isOpen: true, delayMs: 0 }
  const pairs = new Set<Pair>()
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    const pair = join(client, targetPort, road, () => pairs.delete(pair))
    pairs.add(pair)
  })
  const port = await onFreePort(server)
  const reset = async (): Promise<void> => {
    for (const pair of pairs) pair.reset()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }

  return {
    port,
    cut: reset,
    blackHole() {
      road.isOpen = false
      for (const pair of pairs) pair.hold()
    },
    async mend() {
      road.isOpen = true
      for (const pair of pairs) pair.go()
      if (!server.listening) await listening(server, port)
    },
    delay(ms) {
      road.delayMs = ms
    },
    stop: reset,
  }
}

/** A client's connection, and the one to the server that belongs to it. */
interface Pair {
  hold(): void
  go(): void
  reset(): void
}

function join(client: Socket, targetPort: number, road: Road, onEnd: () => void): Pair {
  // A client that comes into a black hole has nobody at the other end yet.
  let sides: { readonly server: Socket; readonly ways: readonly Way[] } | undefined
  const go = (): void => {
    if (sides === undefined) {
      const server = connect({ host, port: targetPort, allowHalfOpen: true, noDelay: true })
      sides = { server, ways: [openWay(client, server, road), openWay(server, client, road)] }
    }
    for (const way of sides.ways) way.go()
  }
  client.setNoDelay(true)
  client.on('error', () => {})
  client.on('close', () => {
    if (sides === undefined || sides.server.destroyed) onEnd()
    else sides.server.once('close', onEnd)
  })
  if (road.isOpen) go()
  return {
    go,
    hold() {
      for (const way of sides?.ways ?? []) way.hold()
    },
    reset() {
      client.resetAndDestroy()
      sides?.server.resetAndDestroy()
    },
  }
}

/** One direction of a connection. */
interface Way {
  hold(): void
  go(): void
}

/** Bytes, the end and a broken connection all go the same way: in order, after the delay, while the road is open. */
function openWay(source: Socket, sink: Socket, road: Road): Way {
  const waiting: { readonly at: number; readonly pass: () => void }[] = []
  let timer: NodeJS.Timeout | undefined
  const pump = (): void => {
    clearTimeout(timer)
    while (road.isOpen && (waiting[0]?.at ?? Number.POSITIVE_INFINITY) <= Date.now()) waiting.shift()?.pass()
    const [next] = waiting
    if (road.isOpen && next !== undefined) timer = setTimeout(pump, next.at - Date.now())
  }
  const take = (pass: () => void): void => {
    waiting.push({ at: Date.now() + road.delayMs, pass })
    pump()
  }
  const write = (chunk: Buffer): void => {
    if (sink.destroyed || sink.write(chunk)) return
    source.pause()
    sink.once('drain', () => {
      if (road.isOpen) source.resume()
    })
  }

  source.on('data', (chunk: Buffer) => take(() => write(chunk)))
  source.on('end', () => take(() => sink.end()))
  source.on('error', () => {})
  source.on('close', (hadError) => take(() => (hadError ? sink.resetAndDestroy() : sink.destroySoon())))
  return {
    hold: () => void source.pause(),
    go() {
      source.resume()
      pump()
    },
  }
}

async function onFreePort(server: Server): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = somePort()
    try {
      await listening(server, port)
      return port
    } catch (error) {
      if (attempt === attempts) throw error
    }
  }
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening')
}
