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

test('a node learns that it was taken for dead, though the answer that said so first was lost', async () => {
  const redis = await openedRedis()
  const [lost, heir] = [await redisNodes(redis, systemIds()), await redisNodes(redis, systemIds())]
  await lost.beat()
  const said = (await heir.beat()).others.get(lost.id) ?? ''
  expect(await heir.claim(lost.id, said)).toBe(true)
  const keys = ['nodes', 'estates', 'lost-nodes', `connections:${lost.id}`].map((kind) =>
    redis.key(kind, 'nodes'),
  )
  const [first = '', ...others] = keys
  await redis.script('node-beat', [first, ...others], [lost.id, 'nobody hears the answer', '1000'])
  expect([(await lost.beat()).lease, (await lost.beat()).lease]).toEqual(['lost', 'held'])
})
