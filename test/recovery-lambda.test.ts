import { expect, test } from 'vitest'
import { lambdaHome } from './support/recovery-lambda.ts'
import { expectRecovery, modelPatienceMs } from './support/recovery-model.ts'

test(
  'behind API Gateway, nothing is lost when functions die and the table is throttled',
  async () => {
    await expect(expectRecovery(await lambdaHome(), 15, 15_000)).resolves.toBeUndefined()
  },
  modelPatienceMs,
)
