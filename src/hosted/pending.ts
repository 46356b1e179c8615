import type { Invoked } from '../core/index.ts'

/** An invocation on its way. Times in milliseconds since 1970. */
export interface Pending {
  readonly name: string
  readonly requestId: string
  readonly event: string
  readonly arrivedAt: number
  readonly resolve: (invoked: Invoked) => void
  startedAt: number
  deadline: number
  /** Whether it is the first of its environment. */
  isCold: boolean
  /** Whether it begins when those before it in its environment have ended. */
  isAhead: boolean
  /** How many environments it was given to. */
  attempts: number
}

export function failure(errorType: string, errorMessage: string): Invoked {
  return { kind: 'failed', errorType, errorMessage }
}

export function timedOut(requestId: string, timeoutMs: number): Invoked {
  const seconds = (timeoutMs / 1_000).toFixed(2)
  return failure('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`)
}
