import { expect, test } from 'vitest'
import { fleetHome } from './support/recovery-fleet.ts'
import { expectRecovery, modelPatienceMs } from './support/recovery-model.ts'

test(
  'in a fleet, nothing is lost when nodes die and Redis is cut off',
  async () => {
    await expect(expectRecovery(await fleetHome(), 20, 14_000)).resolves.toBeUndefined()
  },
  modelPatienceMs,
)
