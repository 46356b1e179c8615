import { expect, test } from 'vitest'
import { dataHome, memoryHome } from './support/recovery-embedded.ts'
import { expectRecovery, modelPatienceMs } from './support/recovery-model.ts'

test(
  'in memory, what is acknowledged is handed out once and in order, or reported as lost',
  async () => {
    await expect(expectRecovery(await memoryHome(), 25, 12_000)).resolves.toBeUndefined()
  },
  modelPatienceMs,
)

test(
  'with a data folder, nothing is lost over restarts',
  async () => {
    await expect(expectRecovery(await dataHome(), 20, 12_000)).resolves.toBeUndefined()
  },
  modelPatienceMs,
)
