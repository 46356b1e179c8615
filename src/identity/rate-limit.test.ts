import { expect, test } from 'vitest'
import { rateLimit } from './rate-limit.ts'
import { standingClock } from './test-issuer.fixture.ts'

function open(options: { limit?: number; maxClients?: number } = {}) {
  const clock = standingClock()
  return { clock, limit: rateLimit({ clock, limit: 2, windowMs: 1_000, ...options }) }
}

test('a client over the limit is told how long to wait', () => {
  const { clock, limit } = open()
  expect([limit.take('a'), limit.take('a')]).toEqual([0, 0])
  clock.pass(400)
  expect(limit.take('a')).toBe(600)
})

test('a new window begins at the end of the one before it', () => {
  const { clock, limit } = open()
  for (let count = 0; count < 3; count++) limit.take('a')
  clock.pass(999)
  expect(limit.take('a')).toBe(1)
  clock.pass(1)
  expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 1_000])
})

test('each request over the limit is told of', () => {
  let limited = 0
  const limit = rateLimit({ clock: standingClock(), limit: 2, onLimited: () => (limited += 1) })
  for (let count = 0; count < 5; count++) limit.take('a')
  expect(limited).toBe(3)
})

test('one client is not counted for another', () => {
  const { limit } = open()
  for (let count = 0; count < 5; count++) limit.take('a')
  expect(limit.take('__proto__')).toBe(0)
  expect(limit.take('b')).toBe(0)
})

test('without options it is 1,000 requests in 5 minutes', () => {
  const clock = standingClock()
  const limit = rateLimit({ clock })
  const waits = Array.from({ length: 1_001 }, () => limit.take('a'))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(1_000)
  expect(waits.at(-1)).toBe(300_000)
})

test('with more clients than are remembered, the oldest window is forgotten', () => {
  const { clock, limit } = open({ limit: 1, maxClients: 2 })
  for (const client of ['a', 'b', 'c']) {
    limit.take(client)
    clock.pass(1)
  }
  expect(limit.take('c')).toBeGreaterThan(0)
  expect(limit.take('b')).toBeGreaterThan(0)
  expect(limit.take('a')).toBe(0)
})

test('a flood of new clients costs no more for each than the first', () => {
  const { limit } = open({ maxClients: 1_000 })
  for (let client = 0; client < 200_000; client++) limit.take(`${client}`)
  expect(limit.take('199999')).toBe(0)
})
