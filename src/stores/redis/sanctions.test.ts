import { expect, test, vi } from 'vitest'
import { sanctionsContract } from '../../core/ports/sanctions.contract.ts'
import type { Sanction } from '../../core/ports/sanctions.ts'
import { systemClock } from '../system/clock.ts'
import { silent } from './node-channel.fixture.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'
import type { Redis } from './redis.ts'
import { redisSanctions } from './sanctions.ts'

const open = (redis: Redis) => redisSanctions({ redis, clock: systemClock(), log: silent })

sanctionsContract('redis', async () => open(await openedRedis()))

const ban: Sanction = { kind: 'ban', subject: { user: 'ada' }, at: 1, until: 1_000 }
const patience = { timeout: 5_000, interval: 10 }

test('what is said on one node holds on the others, and what is lifted does not', async () => {
  const prefix = freshPrefix()
  const nodes = await Promise.all([1, 2].map(async () => open(await openedRedis(prefix))))
  const [one, other] = nodes
  await one?.impose(ban)
  await vi.waitFor(() => expect(other?.against('ada', undefined, 2)).toEqual([ban]), patience)
  expect(await other?.lift('ban', { user: 'ada' })).toBe(true)
  await vi.waitFor(() => expect(one?.against('ada', undefined, 2)).toEqual([]), patience)
})

test('a node that begins later knows what was said', async () => {
  const prefix = freshPrefix()
  await (await open(await openedRedis(prefix))).impose(ban)
  const late = await open(await openedRedis(prefix))
  expect(late.against('ada', undefined, 2)).toEqual([ban])
  expect(late.list(10, 2)).toEqual([ban])
})

test('what was said while a node was cut off holds there when it is back', async () => {
  const prefix = freshPrefix()
  const [redis, by] = [await openedRedis(prefix), await openedRedis(prefix)]
  const [cut, other] = [await open(redis), await open(by)]
  const id = await redis.command('any', ['CLIENT', 'ID'])
  await by.command('any', ['CLIENT', 'KILL', 'ID', String(id)])
  await other.impose(ban)
  await vi.waitFor(() => expect(cut.against('ada', undefined, 2)).toEqual([ban]), patience)
})

test('of more than may be, those go that would end first', async () => {
  const redis = await openedRedis()
  const sanctions = await open(redis)
  const key = (kind: string): string => redis.key(kind, 'sanctions')
  const ends = Array.from({ length: 9_999 }, (_, index) => [`${index + 10}`, `"${index}"`]).flat()
  await redis.command(key('x'), ['ZADD', key('sanction-ends'), ...ends])
  const last = { ...ban, until: 100_000 }
  await sanctions.impose(last)
  await sanctions.impose({ ...ban, kind: 'mute', until: 100_000 })
  expect(await redis.command(key('x'), ['ZCARD', key('sanction-ends')])).toBe(10_000)
  expect(await redis.command(key('x'), ['ZSCORE', key('sanction-ends'), '"0"'])).toBeNull()
  expect(sanctions.against('ada', undefined, 2)).toHaveLength(2)
})

test('a node reads as many as there may be', async () => {
  const prefix = freshPrefix()
  const redis = await openedRedis(prefix)
  const key = redis.key('sanctions', 'sanctions')
  const many = Array.from({ length: 10_000 }, (_, index) => {
    const user = `${index}`
    return [
      JSON.stringify(['ban', 'user', user]),
      `${index} ${JSON.stringify({ ...ban, subject: { user } })}`,
    ]
  })
  await redis.command(key, ['HSET', key, ...many.flat()])
  const sanctions = await open(await openedRedis(prefix))
  expect(sanctions.list(20_000, 2)).toHaveLength(10_000)
  expect(sanctions.against('9999', undefined, 2)).toHaveLength(1)
})
