import { backOffMs } from './back-off.ts'
import { dial, type Line, type LineRuntime } from './line.ts'
import { type LobbyFrame, parseLobbyFrame, sendFrame } from './lobby-frame.ts'

export type ConnectionState =
  | { state: 'connecting' }
  /** `name` is unknown until the lobby has announced us. */
  | { state: 'connected'; name: string | undefined }
  /** The next attempt starts at `until` (ms). */
  | { state: 'waiting'; until: number }
  /** The browser sees no network. Attempts go on, for it may be wrong about a server on this machine. */
  | { state: 'offline' }

export interface LobbyRuntime extends LineRuntime {
  now(): number
  random(): number
  isOnline(): boolean
}

export interface LobbyEvents {
  changed(state: ConnectionState): void
  received(frame: LobbyFrame): void
}

const STABLE_AFTER_MS = 10_000

/** Keeps one page in the lobby: connects, and comes back by itself whenever the connection is lost. */
export class LobbyConnection {
  readonly #runtime: LobbyRuntime
  readonly #on: LobbyEvents
  #state: ConnectionState = { state: 'connecting' }
  #line: Line | undefined
  #cancelRetry = () => {}
  #failures = 0
  #openedAt: number | undefined

  constructor(runtime: LobbyRuntime, on: LobbyEvents) {
    this.#runtime = runtime
    this.#on = on
  }

  start(): void {
    this.stop()
    this.#openedAt = undefined
    this.#enter({ state: 'connecting' })
    this.#line = dial(this.#runtime, {
      opened: () => this.#opened(),
      received: (data) => this.#received(data),
      ended: () => this.#ended(),
    })
  }

  /** Nothing is told after this, until `start` is called again. */
  stop(): void {
    this.#cancelRetry()
    this.#line?.hangUp()
    this.#line = undefined
  }

  /** False, and nothing done, while there is no connection: the caller keeps the text. */
  send(text: string): boolean {
    if (this.#state.state !== 'connected' || !this.#line) return false
    this.#line.send(sendFrame(text))
    return true
  }

  /** Try now instead of later. Does nothing unless it is waiting to try again. */
  retryNow(): void {
    if (this.#state.state === 'waiting' || this.#state.state === 'offline') this.start()
  }

  /** The network was gone and is back. A socket from before it went is dead, even if nothing has said so yet. */
  networkIsBack(): void {
    if (this.#state.state !== 'connecting') this.start()
  }

  #enter(state: ConnectionState): void {
    this.#state = state
    this.#on.changed(state)
  }

  #opened(): void {
    this.#openedAt = this.#runtime.now()
    this.#enter({ state: 'connected', name: undefined })
  }

  #received(data: unknown): void {
    const frame = parseLobbyFrame(data)
    if (!frame) return
    if (frame.kind === 'joined' && this.#state.state === 'connected' && this.#state.name === undefined) {
      // whoever else is announced on this connection joined after us
      this.#enter({ state: 'connected', name: frame.name })
    }
    this.#on.received(frame)
  }

  #ended(): void {
    this.#line = undefined
    const now = this.#runtime.now()
    const wasStable = this.#openedAt !== undefined && now - this.#openedAt >= STABLE_AFTER_MS
    if (wasStable) this.#failures = 0
    const delayMs = backOffMs(this.#failures, this.#runtime.random())
    this.#failures += 1
    this.#cancelRetry = this.#runtime.schedule(delayMs, () => this.start())
    this.#enter(this.#runtime.isOnline() ? { state: 'waiting', until: now + delayMs } : { state: 'offline' })
  }
}
