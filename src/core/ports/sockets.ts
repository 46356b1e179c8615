import type { Later } from '../later.ts'

/** What is known of a connection. Times are milliseconds since 1970. */
export interface ConnectionInfo {
  readonly connectedAt: number
  /** When a data frame last came from or went to the client. */
  readonly lastActiveAt: number
  readonly sourceIp: string
  readonly userAgent: string | undefined
}

/** A text, or the bytes of a binary frame. */
export type Frame = string | Uint8Array

/** The way to one connection. `gone`, as API Gateway's 410, is an answer and not an error. */
export interface Sockets {
  /**
   * Frames sent to one connection arrive in the order in which they were sent. `full`: so much waits for the client
   * that it does not get the frame, and is cut.
   */
  send(connectionId: string, frame: Frame): Later<'sent' | 'gone' | 'full'>
  describe(connectionId: string): Later<ConnectionInfo | 'gone'>
  /** What was sent before still goes out; nothing goes out after. */
  close(connectionId: string, code: number, reason: string): Later<'closed' | 'gone'>
}
