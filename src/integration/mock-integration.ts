import type { Invoked } from '../core/index.ts'
import type { Integration } from './proxy-call.ts'

export interface MockIntegrationOptions {
  /** The default is 200. */
  readonly status?: number
  readonly body?: string
}

/** Gives the same answer to every event, and nobody is called. */
export function mockIntegration({ status = 200, body }: MockIntegrationOptions): Integration {
  const answer: Invoked = { kind: 'returned', result: { statusCode: status, body } }
  return () => Promise.resolve(answer)
}
