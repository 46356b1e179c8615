import type { Invoked } from '../core/index.ts'
import type { ConnectionRecord, ConnectRequest } from './connection-record.ts'

/** One event of a connection, on its way to what answers for the route. */
export interface ProxyCall {
  readonly record: ConnectionRecord
  /** `$connect`, `$disconnect`, or the key of a message's route. */
  readonly routeKey: string
  /** Of the invocation. */
  readonly requestId: string
  /** What names the event to the client and to handlers. Without it, `requestId` does. */
  readonly context?: { readonly requestId: string; readonly messageId?: string }
  /** Of `$connect` only. */
  readonly request?: ConnectRequest
  /** Of messages only: what the client sent, or its bytes in Base64. */
  readonly body?: string
  readonly isBase64Encoded?: boolean
  /** Milliseconds since 1970. */
  readonly now: number
  /** The event as a function gets it, as JSON text. It is made when it is asked for. */
  event(): string
}

/** Answers for a route, in the shape of a Lambda proxy's answer. Never rejects. */
export type Integration = (call: ProxyCall) => Promise<Invoked>
