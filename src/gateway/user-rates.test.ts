import { describe, expect, test } from 'vitest'
import { type Rates, Unavailable } from '../core/index.ts'
import { movedClock } from '../core/ports/moved-clock.fixture.ts'
import { UserRates } from './user-rates.ts'

const rate = { perSecond: 10, burst: 100 }

/** A bucket of `left` tokens that answers later. */
function bucket(left: number) {
  const asked: [string, number][] = []
  const rates: Rates = {
    async take(key, count) {
      asked.push([key, count])
      const taken = Math.min(count, left)
      left -= taken
      return taken
    },
  }
  return { asked, rates }
}

function open(rates: Rates) {
  const clock = movedClock()
  const errors: object[] = []
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
  return { clock, errors, users: new UserRates({ rates, rate, path: '/chat', clock, log }) }
}

async function takeMany(users: UserRates, count: number): Promise<number> {
  let passed = 0
  for (let at = 0; at < count; at += 1) if (await users.take('ada')) passed += 1
  return passed
}

describe('the rate of a user', () => {
  test('lets through what is in the bucket, and no more', async () => {
    const { rates } = bucket(42)
    const { users } = open(rates)
    expect(await takeMany(users, 100)).toBe(42)
  })

  test('takes several at a time, of a bucket for each API and user', async () => {
    const { rates, asked } = bucket(1_000)
    const { users } = open(rates)
    await takeMany(users, 50)
    expect(asked[0]).toEqual(['/chat:ada', 5])
    expect(asked.length).toBeLessThanOrEqual(14)
  })

  test('answers at once while there is credit', async () => {
    const { users } = open(bucket(1_000).rates)
    await users.take('ada')
    expect(users.take('ada')).toBe(true)
  })

  test('does not ask an empty bucket again before it can have something', async () => {
    const { rates, asked } = bucket(0)
    const { users, clock } = open(rates)
    expect(await takeMany(users, 20)).toBe(0)
    expect(asked).toHaveLength(1)
    await clock.pass(100)
    expect(await users.take('ada')).toBe(false)
    expect(asked).toHaveLength(2)
  })

  test('holds nobody up while the buckets are away', async () => {
    const away: Rates = { take: () => Promise.reject(new Unavailable('away')) }
    const { users } = open(away)
    expect(await takeMany(users, 20)).toBe(20)
  })

  test('holds nobody up where the buckets are broken either, and says so', async () => {
    const { users, errors } = open({ take: () => Promise.reject(new TypeError('no bucket')) })
    expect(await takeMany(users, 3)).toBe(3)
    expect(errors).toHaveLength(3)
  })

  test('needs no promise where the buckets are here', () => {
    const { users } = open({ take: (_key, count) => count })
    expect(users.take('ada')).toBe(true)
  })
})
