import { expect, test } from 'vitest'
import { backOffMs } from './back-off.ts'

test('the longest wait doubles with every failure, up to fifteen seconds', () => {
  const longest = [0, 1, 2, 3, 4, 5, 50].map((failures) => backOffMs(failures, 1))
  expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
})

test('chance spreads the wait over all of it', () => {
  expect(backOffMs(3, 0)).toBe(0)
  expect(backOffMs(3, 0.5)).toBe(4_000)
})
