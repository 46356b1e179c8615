import { describe, expect, test } from 'vitest'
import { cutMessage, LogBudget } from './log-budget.ts'

describe('a log budget', () => {
  test('lets 10,000 lines of a second through, and says once how many more there were', () => {
    const budget = new LogBudget()
    const taken = Array.from({ length: 10_003 }, () => budget.take(1, 5_000)).filter(Boolean)
    expect(taken).toHaveLength(10_000)
    expect(budget.notice(5_999)).toBeUndefined()
    expect(budget.notice(6_000)).toMatch(/^3 log lines were dropped/)
    expect(budget.notice(6_000)).toBeUndefined()
    expect(budget.take(1, 6_000)).toBe(true)
  })

  test('lets 10 MB of a second through', () => {
    const budget = new LogBudget()
    const taken = Array.from({ length: 11 }, () => budget.take(1_000_000, 5_000)).filter(Boolean)
    expect(taken).toHaveLength(10)
    expect(budget.notice(5_000, true)).toMatch(/^1 log lines/)
  })
})

test('a message is cut at 64 Ki characters, and says how much is missing', () => {
  expect(cutMessage('x'.repeat(65_536))).toHaveLength(65_536)
  expect(cutMessage('x'.repeat(65_546))).toMatch(/x… \(10 more characters\)$/)
})
