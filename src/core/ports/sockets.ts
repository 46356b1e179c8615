import type { Later } from '../later.ts'

/** The way to one connection. `gone`, as API Gateway's 410, is an answer and not an error. */
export interface Sockets {
  /** Frames sent to one connection arrive in the order in which they were sent. */
  send(connectionId: string, frame: string): Later<'sent' | 'gone'>
  /** What was sent before still goes out; nothing goes out after. */
  close(connectionId: string, code: number, reason: string): Later<'closed' | 'gone'>
}
