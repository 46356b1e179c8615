import type { Refusal } from './refusal.ts'

/** What is wrong with a frame, before or instead of its handler. */
export type Fault =
  | { readonly kind: 'not-json'; readonly reason: string }
  | { readonly kind: 'no-route' }
  | { readonly kind: 'invalid-body'; readonly problem: Problem }
  | { readonly kind: 'too-many-requests'; readonly retryAfterMs?: number }
  | { readonly kind: 'internal' }
  /** What the API leans on is away. The frame can be sent again in a while. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'refused'; readonly why: string; readonly refusal?: Refusal }

export interface Problem {
  /** `payload.channel`; empty for the body itself. */
  readonly field: string
  /** `is missing`, `must be string`. */
  readonly why: string
}

export interface FaultIds {
  readonly connectionId: string
  readonly requestId: string
  /** The message that is at fault, as it was sent. */
  readonly text?: string
}

/** How an API words a fault to the client that caused it. */
export type FaultFrame = (fault: Fault, ids: FaultIds) => string

const messages: Record<Exclude<Fault['kind'], 'refused'>, string> = {
  'not-json': 'Forbidden',
  'no-route': 'Forbidden',
  'invalid-body': 'Invalid request body',
  'too-many-requests': 'Too Many Requests',
  internal: 'Internal server error',
  unavailable: 'Service Unavailable',
}

/**
 * The gateway's own frames, byte for byte: one space after the first colon and after each comma. `Forbidden` and
 * `Internal server error` are captured from AWS, the others follow their shape.
 */
export const gatewayFault: FaultFrame = (fault, { connectionId, requestId }) => {
  const message = JSON.stringify(fault.kind === 'refused' ? fault.why : messages[fault.kind])
  return `{"message": ${message}, "connectionId":"${connectionId}", "requestId":"${requestId}"}`
}
