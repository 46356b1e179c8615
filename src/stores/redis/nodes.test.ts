import { expect, test } from 'vitest'
import { nodesContract } from '../../core/ports/nodes.contract.ts'
import { systemIds } from '../system/ids.ts'
import { redisNodes } from './nodes.ts'
import { openedRedis } from './opened-redis.fixture.ts'

nodesContract('redis', async () => {
  const redis = await openedRedis()
  return { open: () => redisNodes(redis, systemIds()), close: async () => {} }
})

test('a node that Redis has forgotten is told that it is new', async () => {
  const redis = await openedRedis()
  const node = await redisNodes(redis, systemIds())
  expect((await node.beat()).lease).toBe('held')
  await redis.command('any', ['FLUSHALL'])
  expect([(await node.beat()).lease, (await node.beat()).lease]).toEqual(['new', 'held'])
})
