import { isRecord } from '../shared/record.ts'

export interface Socket {
  send(frame: string): void
  close(): void
}

export interface SocketEvents {
  opened(): void
  received(data: unknown): void
  closed(): void
}

/** What a line needs of the world. A failed fetch may reject, a bad URL may throw: both end the line. */
export interface LineRuntime {
  fetchConfig(signal: AbortSignal): Promise<unknown>
  openSocket(url: string, on: SocketEvents): Socket
  /** Run `action` once after `delayMs`, unless the returned function is called first. */
  schedule(delayMs: number, action: () => void): () => void
}

export interface LineEvents {
  opened(): void
  received(data: unknown): void
  /** At most once, whatever went wrong: no config, no socket, too slow, or closed later. */
  ended(): void
}

/** One attempt to reach the lobby and, if it succeeds, the socket that it led to. */
export interface Line {
  send(frame: string): void
  /** After this no event is told any more. */
  hangUp(): void
}

const OPEN_WITHIN_MS = 10_000

export function dial(runtime: LineRuntime, on: LineEvents): Line {
  const life = new AbortController()
  let socket: Socket | undefined

  const whileAlive = (action: () => void) => {
    if (!life.signal.aborted) action()
  }
  const hangUp = () => {
    life.abort()
    cancelTimeout()
    socket?.close()
  }
  const end = () =>
    whileAlive(() => {
      hangUp()
      on.ended()
    })
  const opened = () =>
    whileAlive(() => {
      cancelTimeout()
      on.opened()
    })
  const connect = (config: unknown) =>
    whileAlive(() => {
      const received = (data: unknown) => whileAlive(() => on.received(data))
      socket = runtime.openSocket(serverOf(config), { opened, received, closed: end })
    })

  const cancelTimeout = runtime.schedule(OPEN_WITHIN_MS, end)
  runtime.fetchConfig(life.signal).then(connect).catch(end)

  return { send: (frame) => socket?.send(frame), hangUp }
}

function serverOf(config: unknown): string {
  if (isRecord(config) && typeof config.server === 'string') return config.server
  throw new Error('config.json names no server')
}
