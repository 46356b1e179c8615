import { expect, test, vi } from 'vitest'
import { systemClock } from '../system/clock.ts'
import { openRedisStore } from './open-store.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const key = (kid: string) => ({ kid, privateJwk: `{"kid":"${kid}"}`, createdAt: 1 })

test('a node puts back what it knows into a Redis that has lost everything', async () => {
  const prefix = freshPrefix()
  const [redis, other] = [await openedRedis(prefix), await openedRedis(prefix)]
  const store = await openRedisStore(redis, { clock: systemClock(), log })
  await store.users.rename('ada', 'Ada')
  await store.users.name('ada')
  await store.settings.once('pool', 'first')
  await store.keys.rotate(key('old'), undefined)
  await store.keys.rotate(key('new'), 'old')
  await store.keys.list()

  await other.command('any', ['FLUSHALL'])
  const client = await redis.command('any', ['CLIENT', 'ID'])
  await other.command('any', ['CLIENT', 'KILL', 'ID', String(client)])

  const fresh = await openRedisStore(other, { clock: systemClock(), log })
  await vi.waitFor(async () => expect(await fresh.keys.list()).toEqual([key('new'), key('old')]), 5_000)
  expect(await fresh.settings.once('pool', 'second')).toBe('first')
  await vi.waitFor(async () => {
    expect(await store.users.name('ada')).toBe('Ada')
    expect(await fresh.users.name('ada')).toBe('Ada')
  }, 5_000)
})
