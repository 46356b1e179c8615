import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountStep, answers, settingStep } from '../../core/ports/model.fixture.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { memoryAccounts } from '../memory/accounts.ts'
import { memorySettings } from '../memory/settings.ts'
import { redisAccounts } from './accounts.ts'
import { openedRedis, withFreshKeys } from './opened-redis.fixture.ts'
import { redisSettings } from './settings.ts'

test('redis answers as memory does, whatever is asked of accounts', async () => {
  const redis = await openedRedis()
  // Redis forgets sessions by its own time.
  const moments = {
    signedInAt: fc.integer({ min: 0, max: 9 }),
    expiresAt: fc.integer({ min: 10, max: Number.MAX_SAFE_INTEGER }),
  }
  await fc.assert(
    fc.asyncProperty(fc.array(accountStep(moments), { maxLength: 40 }), async (steps) => {
      const accounts = redisAccounts(withFreshKeys(redis), movedClock(0))
      expect(await answers(accounts, steps)).toEqual(await answers(memoryAccounts(), steps))
    }),
  )
})

test('redis answers as memory does, whatever is asked of settings', async () => {
  const redis = await openedRedis()
  await fc.assert(
    fc.asyncProperty(fc.array(settingStep, { maxLength: 20 }), async (steps) => {
      const settings = redisSettings(withFreshKeys(redis))
      expect(await answers(settings, steps)).toEqual(await answers(memorySettings(), steps))
    }),
  )
})
