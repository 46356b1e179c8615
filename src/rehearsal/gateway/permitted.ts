import type { Invoke, Invoked } from '../../core/index.ts'
import type { RunFunction } from '../functions/run-functions.ts'
import { lambdaPermits } from '../iam/index.ts'
import type { Model } from '../template/index.ts'

/** What a caller gets that the function's own policy does not let in. */
const refused: Invoked = {
  kind: 'failed',
  errorType: 'AccessDeniedException',
  errorMessage: 'API Gateway may not invoke the function: no AWS::Lambda::Permission matches',
}

/** Whether API Gateway may call the function from `sourceArn`. */
export function mayInvoke(model: Model, fn: RunFunction, sourceArn: string): boolean {
  return lambdaPermits(model, fn.resource.arn, 'apigateway.amazonaws.com', sourceArn)
}

/** The function, as far as API Gateway may call it from `sourceArn`; a call that it may not make fails. */
export function permitted(model: Model, fn: RunFunction, sourceArn: string): Invoke {
  return mayInvoke(model, fn, sourceArn) ? fn.invoke : async () => refused
}
