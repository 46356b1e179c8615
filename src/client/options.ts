import type { Platform } from './platform.ts'
import type { TokenReason } from './types.ts'

/** The part of a WebSocket that is used. */
export interface Socket {
  send(text: string): void
  close(code?: number): void
  // Only written. Each implementation has types of its own for its events.
  onopen: unknown
  onmessage: unknown
  onclose: unknown
  onerror: unknown
}

export type SocketConstructor = new (url: string, protocols: string[]) => Socket

export interface ClientOptions {
  /** Such as `wss://chat.example/hub`. */
  readonly url: string
  /** Asked before each connection, and a minute before a token ends: one that holds now. Without one, nothing is sent. */
  readonly getToken?: (why: TokenReason) => string | undefined | Promise<string | undefined>
  /** For Node before 22: the class of the package `ws`. By default the global one. */
  readonly WebSocket?: SocketConstructor
  /** Requests that may wait for their answers, 256 by default. What comes on top is rejected with `buffer_full`. */
  readonly maxBuffered?: number
  /** `false`: idle until `open()`. */
  readonly opens?: boolean
  /** Time and chance, for tests. */
  readonly platform?: Partial<Platform>
}
