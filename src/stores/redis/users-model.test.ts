import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answers, keyStep, userStep } from '../../core/ports/model.fixture.ts'
import { memoryKeys } from '../memory/keys.ts'
import { memoryUsers } from '../memory/users.ts'
import { redisKeys } from './keys.ts'
import { openedRedis, withFreshKeys } from './opened-redis.fixture.ts'
import { openRedisUsers } from './users.ts'

test('redis answers as memory does, whatever is asked of users', async () => {
  const redis = await openedRedis()
  await fc.assert(
    fc.asyncProperty(fc.array(userStep, { maxLength: 40 }), async (steps) => {
      const users = await openRedisUsers(withFreshKeys(redis))
      expect(await answers(users, steps)).toEqual(await answers(memoryUsers(), steps))
    }),
  )
})

test('redis answers as memory does, whatever is asked of keys', async () => {
  const redis = await openedRedis()
  await fc.assert(
    fc.asyncProperty(fc.array(keyStep, { maxLength: 20 }), async (steps) => {
      const keys = redisKeys(withFreshKeys(redis))
      expect(await answers(keys, steps)).toEqual(await answers(memoryKeys(), steps))
    }),
  )
})
