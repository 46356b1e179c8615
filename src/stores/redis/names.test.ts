import { expect, test } from 'vitest'
import { namesContract } from '../../core/ports/names.contract.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { redisNames } from './names.ts'
import { openedRedis } from './opened-redis.fixture.ts'
import type { Redis } from './redis.ts'

namesContract('redis', async () => redisNames(await openedRedis()))

/** A Redis that dies before or after the command of this number. */
function dying(redis: Redis, at: number, isDone: boolean): Redis {
  let commands = 0
  return {
    ...redis,
    async script(...script) {
      commands += 1
      if (commands > at) throw new Unavailable('it is away')
      if (commands === at && !isDone) throw new Unavailable('it is away')
      const reply = await redis.script(...script)
      if (commands === at) throw new Unavailable('it is away')
      return reply
    },
  }
}

const deaths = [1, 2, 3, 4, 5].flatMap((at) => [false, true].map((isDone) => ({ at, isDone })))

test.each(deaths)('a claim that ends at command $at leaves no name to nobody', async ({ at, isDone }) => {
  const redis = await openedRedis()
  const names = redisNames(redis)
  await names.claim('Ada', 'u1')
  const dead = redisNames(dying(redis, at, isDone))
  await expect(dead.claim('Countess', 'u1')).rejects.toThrow(Unavailable)
  // Whatever was left, the next claim of the user tidies up.
  expect(await names.claim('Lovelace', 'u1')).toBe('claimed')
  expect(await names.claim('Lovelace', 'u2')).toBe('taken')
  for (const name of ['Ada', 'Countess']) expect(await names.claim(name, `new ${name}`)).toBe('claimed')
})

test('until then nobody else has what the user may have', async () => {
  const redis = await openedRedis()
  const names = redisNames(redis)
  await names.claim('Ada', 'u1')
  await expect(redisNames(dying(redis, 2, true)).claim('Countess', 'u1')).rejects.toThrow(Unavailable)
  expect(await names.claim('Ada', 'u2')).toBe('taken')
  expect(await names.claim('Countess', 'u2')).toBe('taken')
  expect(await names.claim('Countess', 'u1')).toBe('claimed')
  expect(await names.claim('Ada', 'u2')).toBe('claimed')
})
