import { expect, test } from 'vitest'
import { type RatesUnderTest, ratesContract } from '../../core/ports/rates.contract.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'
import { redisRates } from './rates.ts'
import type { Redis } from './redis.ts'
import { numberOf, textsOf } from './replies.ts'

ratesContract('redis', async (): Promise<RatesUnderTest> => {
  const redis = await openedRedis()
  return { rates: redisRates(redis), pass: (ms) => moveBack(redis, ms) }
})

/** As if time had passed for all buckets: what is stored is so much older, and expires so much earlier. */
async function moveBack(redis: Redis, ms: number): Promise<void> {
  for (const bucket of await buckets(redis)) {
    const left = numberOf(await redis.command(bucket, ['PTTL', bucket])) - ms
    await redis.command(bucket, ['HINCRBY', bucket, 'at', `${-ms}`])
    await redis.command(bucket, ['PEXPIRE', bucket, `${left}`])
  }
}

async function buckets(redis: Redis): Promise<readonly string[]> {
  const anyBucket = redis.key('rate', '*').replaceAll(/[{}]/g, '?')
  return textsOf(await redis.command(anyBucket, ['KEYS', anyBucket]))
}

test('all nodes take from one bucket', async () => {
  const prefix = freshPrefix()
  const nodes = await Promise.all([1, 2, 3].map(async () => redisRates(await openedRedis(prefix))))
  const taken = await Promise.all(nodes.map((rates) => rates.take('ada', 2, { perSecond: 0.001, burst: 5 })))
  expect(taken.reduce((sum, count) => sum + count)).toBe(5)
})

test('a bucket takes no room any more when it is full', async () => {
  const redis = await openedRedis()
  await redisRates(redis).take('ada', 1, { perSecond: 0.001, burst: 5 })
  expect(await buckets(redis)).toHaveLength(1)
  await moveBack(redis, 1_000_000)
  expect(await buckets(redis)).toEqual([])
})

test('a time of Redis that was later is not waited for', async () => {
  const redis = await openedRedis()
  const rates = redisRates(redis)
  const rate = { perSecond: 0.001, burst: 5 }
  await rates.take('ada', 5, rate)
  await moveBack(redis, -10_000_000)
  expect(await rates.take('ada', 1, rate)).toBe(0)
  await moveBack(redis, 1_000_000)
  expect(await rates.take('ada', 5, rate)).toBe(1)
})
