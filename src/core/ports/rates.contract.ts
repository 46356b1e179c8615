import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { Rates, SharedRate } from './rates.ts'

export interface RatesUnderTest {
  readonly rates: Rates
  /** Let so much time pass for the buckets, without waiting for it. */
  pass(ms: number): Later<void>
}

// So slow that it does not matter how long a test takes, and exact as a binary fraction.
const perSecond = 1 / 65_536
const tokenMs = 65_536_000
const rate: SharedRate = { perSecond, burst: 5 }

const hostile = [
  '',
  '__proto__',
  'case',
  'CASE',
  'a:b',
  '{a}',
  '{}',
  ' a',
  'nul\0one',
  'nul\0two',
  '\ud800',
  '\ud801',
]

/** What every engine of `Rates` holds to. `open` gives one without buckets. */
export function ratesContract(engine: string, open: () => Later<RatesUnderTest>): void {
  describe(`${engine} rates`, () => {
    test('a bucket that was never asked for is full', async () => {
      const { rates } = await open()
      expect(await rates.take('ada', 5, rate)).toBe(5)
      expect(await rates.take('ada', 1, rate)).toBe(0)
    })

    test('who wants more than there is gets what there is', async () => {
      const { rates } = await open()
      expect(await rates.take('ada', 3, rate)).toBe(3)
      expect(await rates.take('ada', 3, rate)).toBe(2)
      expect(await rates.take('bob', 6, rate)).toBe(5)
    })

    test('taking none takes none', async () => {
      const { rates } = await open()
      expect(await rates.take('ada', 0, rate)).toBe(0)
      expect(await rates.take('ada', 5, rate)).toBe(5)
      expect(await rates.take('ada', 0, rate)).toBe(0)
    })

    test('tokens come back one by one', async () => {
      const { rates, pass } = await open()
      await rates.take('ada', 5, rate)
      await pass(tokenMs)
      expect(await rates.take('ada', 5, rate)).toBe(1)
      await pass(2 * tokenMs)
      expect(await rates.take('ada', 5, rate)).toBe(2)
    })

    test('a token is not there before its time, and asking for it does not put it off', async () => {
      const { rates, pass } = await open()
      await rates.take('ada', 5, rate)
      for (let part = 0; part < 3; part += 1) {
        await pass(tokenMs / 4)
        expect(await rates.take('ada', 1, rate)).toBe(0)
      }
      await pass(tokenMs / 4)
      expect(await rates.take('ada', 1, rate)).toBe(1)
    })

    test('there are never more than the burst, however long nobody asked', async () => {
      const { rates, pass } = await open()
      await rates.take('ada', 2, rate)
      await pass(100 * tokenMs)
      expect(await rates.take('ada', 9, rate)).toBe(5)
      expect(await rates.take('ada', 1, rate)).toBe(0)
    })

    test('a smaller burst counts at once', async () => {
      const { rates } = await open()
      await rates.take('ada', 1, rate)
      expect(await rates.take('ada', 9, { perSecond, burst: 2 })).toBe(2)
    })

    test('many that take at the same time get no more than there are', async () => {
      const { rates } = await open()
      const taken = await Promise.all(Array.from({ length: 20 }, () => rates.take('ada', 1, rate)))
      expect(taken.filter((count) => count === 1)).toHaveLength(5)
    })

    test('every key has a bucket of its own', async () => {
      const { rates } = await open()
      for (const key of hostile) expect(await rates.take(key, 9, rate)).toBe(5)
      for (const key of hostile) expect(await rates.take(key, 9, rate)).toBe(0)
    })

    test('many buckets are kept apart while others become full', async () => {
      const { rates, pass } = await open()
      const keys = Array.from({ length: 50 }, (_, index) => `user ${index}`)
      for (const key of keys) await rates.take(key, 5, rate)
      await pass(tokenMs)
      for (const key of keys.slice(0, 25)) expect(await rates.take(key, 5, rate)).toBe(1)
      await pass(4 * tokenMs)
      for (const key of keys.slice(25)) expect(await rates.take(key, 5, rate)).toBe(5)
      for (const key of keys.slice(0, 25)) expect(await rates.take(key, 5, rate)).toBe(4)
    })
  })
}
