import { describe, expect, test } from 'vitest'
import { Unavailable } from '../core/ports/unavailable.ts'
import { memoryRates } from '../stores/memory/rates.ts'
import { rateLimit } from './rate-limit.ts'
import { standingClock } from './test-issuer.fixture.ts'

function open(options: { limit?: number; maxClients?: number } = {}) {
  const clock = standingClock()
  return { clock, limit: rateLimit({ clock, limit: 2, windowMs: 1_000, ...options }) }
}

test('a client over the limit is told how long to wait', async () => {
  const { clock, limit } = open()
  expect([await limit.take('a'), await limit.take('a')]).toEqual([0, 0])
  clock.pass(400)
  expect(await limit.take('a')).toBe(600)
})

test('a new window begins at the end of the one before it', async () => {
  const { clock, limit } = open()
  for (let count = 0; count < 3; count++) await limit.take('a')
  clock.pass(999)
  expect(await limit.take('a')).toBe(1)
  clock.pass(1)
  expect([await limit.take('a'), await limit.take('a'), await limit.take('a')]).toEqual([0, 0, 1_000])
})

test('each request over the limit is told of', async () => {
  let limited = 0
  const limit = rateLimit({ clock: standingClock(), limit: 2, onLimited: () => (limited += 1) })
  for (let count = 0; count < 5; count++) await limit.take('a')
  expect(limited).toBe(3)
})

test('one client is not counted for another', async () => {
  const { limit } = open()
  for (let count = 0; count < 5; count++) await limit.take('a')
  expect(await limit.take('__proto__')).toBe(0)
  expect(await limit.take('b')).toBe(0)
})

test('without options it is 1,000 requests in 5 minutes', async () => {
  const clock = standingClock()
  const limit = rateLimit({ clock })
  const waits = await Promise.all(Array.from({ length: 1_001 }, () => limit.take('a')))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(1_000)
  expect(waits.at(-1)).toBe(300_000)
})

test('with more clients than are remembered, the oldest window is forgotten', async () => {
  const { clock, limit } = open({ limit: 1, maxClients: 2 })
  for (const client of ['a', 'b', 'c']) {
    await limit.take(client)
    clock.pass(1)
  }
  expect(await limit.take('c')).toBeGreaterThan(0)
  expect(await limit.take('b')).toBeGreaterThan(0)
  expect(await limit.take('a')).toBe(0)
})

test('a flood of new clients costs no more for each than the first', async () => {
  const { limit } = open({ maxClients: 1_000 })
  for (let client = 0; client < 200_000; client++) await limit.take(`${client}`)
  expect(await limit.take('199999')).toBe(0)
})

describe('several nodes', () => {
  function openNodes() {
    const clock = standingClock()
    const rates = memoryRates(clock)
    const node = (name = 'logins') => rateLimit({ clock, limit: 4, windowMs: 1_000, shared: { rates, name } })
    return { clock, node }
  }

  test('count a client together, and tell how long the window lasts', async () => {
    const { clock, node } = openNodes()
    const [first, second] = [node(), node()]
    for (const one of [first, second, first, second]) expect(await one.take('a')).toBe(0)
    clock.pass(400)
    expect([await first.take('a'), await second.take('a'), await node().take('a')]).toEqual([600, 600, 600])
    expect(await second.take('b')).toBe(0)
  })

  test('begin a new window together', async () => {
    const { clock, node } = openNodes()
    const [first, second] = [node(), node()]
    for (const one of [first, first, second, second]) await one.take('a')
    clock.pass(999)
    expect(await second.take('a')).toBe(1)
    clock.pass(1)
    for (const one of [first, first, second, second]) expect(await one.take('a')).toBe(0)
    expect(await first.take('a')).toBe(1_000)
  })

  test('do not ask for what is over the limit of one of them', async () => {
    let asked = 0
    const take = async () => (asked += 1)
    const limit = rateLimit({
      clock: standingClock(),
      limit: 2,
      shared: { rates: { take }, name: 'logins' },
    })
    for (let count = 0; count < 5; count++) await limit.take('a')
    expect(asked).toBe(2)
  })

  test('count for each limit apart', async () => {
    const { node } = openNodes()
    const [logins, pool] = [node(), node('user-pool')]
    for (let count = 0; count < 4; count++) await logins.take('a')
    expect(await node().take('a')).toBeGreaterThan(0)
    expect(await pool.take('a')).toBe(0)
  })

  test('count for themselves while they cannot count together', async () => {
    const take = async () => Promise.reject(new Unavailable('Redis is away'))
    const limit = rateLimit({
      clock: standingClock(),
      limit: 2,
      windowMs: 1_000,
      shared: { rates: { take }, name: 'logins' },
    })
    expect([await limit.take('a'), await limit.take('a'), await limit.take('a')]).toEqual([0, 0, 1_000])
  })

  test('tell of what was refused by all together', async () => {
    const { clock } = openNodes()
    let limited = 0
    const shared = { rates: { take: () => 0 }, name: 'logins' }
    await rateLimit({ clock, shared, onLimited: () => (limited += 1) }).take('a')
    expect(limited).toBe(1)
  })

  test('throw what is no absence', async () => {
    const take = async () => Promise.reject(new TypeError('a mistake'))
    const limit = rateLimit({ clock: standingClock(), shared: { rates: { take }, name: 'logins' } })
    await expect(limit.take('a')).rejects.toThrow('a mistake')
  })
})
