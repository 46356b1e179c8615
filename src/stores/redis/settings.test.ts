import { expect, test } from 'vitest'
import { settingsContract } from '../../core/ports/settings.contract.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'
import { redisSettings } from './settings.ts'

settingsContract('redis', async () => redisSettings(await openedRedis()))

test('all nodes have the value of the one that came first', async () => {
  const prefix = freshPrefix()
  const nodes = await Promise.all([1, 2, 3].map(async () => redisSettings(await openedRedis(prefix))))
  const values = await Promise.all(nodes.map((settings, index) => settings.once('pool', `of node ${index}`)))
  expect(new Set(values).size).toBe(1)
})
