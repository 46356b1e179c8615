import type { Invoke } from '../core/index.ts'
import type { Integration } from './proxy-call.ts'

/** Has a function answer, with the event that API Gateway gives it (AWS_PROXY). */
export function lambdaIntegration(invoke: Invoke): Integration {
  return (call) => invoke({ requestId: call.requestId, event: call.event() })
}
