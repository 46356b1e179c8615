import { expect, test } from 'vitest'
import { accountsContract } from '../../core/ports/accounts.contract.ts'
import type { Account, Session } from '../../core/ports/accounts.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { redisAccounts } from './accounts.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'

const now = 1_700_000_000_000
const weekMs = 7 * 24 * 3_600_000

accountsContract('redis', async () => redisAccounts(await openedRedis(), movedClock(now)))

const ada: Account = {
  username: 'ada',
  sub: 'sub-of-ada',
  attributes: {},
  passwordHash: undefined,
  status: 'CONFIRMED',
  createdAt: now,
  changedAt: now,
}
const session: Session = {
  tokenHash: 'hash',
  username: 'ada',
  id: 'id',
  signedInAt: now,
  expiresAt: now + weekMs,
}

test('an account that was half added when its node died can be added again', async () => {
  const redis = await openedRedis()
  const claim = redis.key('account-sub', ada.sub)
  await redis.command(claim, ['SET', claim, '"ada"'])
  expect(await redisAccounts(redis, movedClock()).add(ada)).toBe('added')
})

test('a session is known to all nodes, and ended for all', async () => {
  const prefix = freshPrefix()
  const one = redisAccounts(await openedRedis(prefix), movedClock(now))
  const another = redisAccounts(await openedRedis(prefix), movedClock(now))
  await one.addSession(session)
  expect(await another.session('hash')).toEqual(session)
  await another.endSessions('ada')
  expect(await one.session('hash')).toBeUndefined()
})

test('a session and the list that it is on have a time to live a little longer than its own', async () => {
  const redis = await openedRedis()
  const accounts = redisAccounts(redis, movedClock(now))
  await accounts.addSession(session)
  await accounts.addSession({ ...session, tokenHash: 'short', expiresAt: now + 1_000 })
  for (const key of [redis.key('session', 'hash'), redis.key('sessions', 'ada')]) {
    const ttl = Number(await redis.command(key, ['PTTL', key]))
    expect(ttl).toBeGreaterThan(weekMs)
    expect(ttl).toBeLessThanOrEqual(weekMs + 60_000)
  }
})

test('sessions that have expired are listed no longer once another is added', async () => {
  const redis = await openedRedis()
  const clock = movedClock(now)
  const accounts = redisAccounts(redis, clock)
  await accounts.addSession({ ...session, tokenHash: 'short', expiresAt: now + 1_000 })
  await accounts.addSession(session)
  await clock.pass(weekMs / 2)
  await accounts.addSession({ ...session, tokenHash: 'later', expiresAt: now + 2 * weekMs })
  const list = redis.key('sessions', 'ada')
  expect(await redis.command(list, ['ZRANGE', list, '0', '-1'])).toEqual(['"hash"', '"later"'])
})

test('a session that has expired before it is added is no error', async () => {
  const accounts = redisAccounts(await openedRedis(), movedClock(now))
  await expect(accounts.addSession({ ...session, expiresAt: now - weekMs })).resolves.toBeUndefined()
})
