import { expect, test } from 'vitest'
import { keysContract } from '../../core/ports/keys.contract.ts'
import { redisKeys } from './keys.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'

keysContract('redis', async () => redisKeys(await openedRedis()))

test('of several nodes that make the first key at the same time, one does, and all have it', async () => {
  const prefix = freshPrefix()
  const nodes = await Promise.all([1, 2, 3].map(async () => redisKeys(await openedRedis(prefix))))
  const outcomes = await Promise.all(
    nodes.map((keys, index) => keys.rotate({ kid: `${index}`, privateJwk: '{}', createdAt: 1 }, undefined)),
  )
  expect(outcomes.toSorted()).toEqual(['outrun', 'outrun', 'rotated'])
  const lists = await Promise.all(nodes.map((keys) => keys.list()))
  expect(new Set(lists.map((list) => JSON.stringify(list))).size).toBe(1)
})

test('fleets with different prefixes have keys of their own', async () => {
  const [one, another] = [redisKeys(await openedRedis()), redisKeys(await openedRedis())]
  await one.rotate({ kid: 'a', privateJwk: '{}', createdAt: 1 }, undefined)
  expect(await another.list()).toEqual([])
})
