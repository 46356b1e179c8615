import { Type } from 'typebox'
import { RehearsalProblem } from '../problem.ts'
import { reader } from '../properties.ts'
import type { Model } from '../template/index.ts'
import type { RunFunctions } from './run-functions.ts'

const triggerProperties = reader(
  Type.Object({ HandlerArn: Type.String(), InvocationType: Type.Optional(Type.String()) }),
)

/** Call what a deployment calls at its end. Rejects with a `RehearsalProblem` when such a function fails. */
export async function runTriggers(model: Model, functions: RunFunctions): Promise<void> {
  for (const trigger of model.ofType('Custom::Trigger')) {
    const { HandlerArn, InvocationType } = triggerProperties(trigger)
    const invoked = await functions.get(HandlerArn).call('{}')
    if (invoked.kind === 'failed' && InvocationType !== 'Event') {
      throw new RehearsalProblem(`${trigger.path}: ${invoked.errorType}: ${invoked.errorMessage}`)
    }
  }
}
