import { describe, expect, test } from 'vitest'
import { cutMessage, LogBudget } from './log-budget.ts'

describe('a log budget', () => {
  test('lets 10,000 lines of a second through, and says once how many were dropped', () => {
    const budget = new LogBudget()
    const taken = Array.from({ length: 10_003 }, () => budget.take(1, 5_000)).filter(Boolean)
    expect(taken).toHaveLength(10_000)
    expect([budget.takeDropped(5_999), budget.takeDropped(6_000), budget.takeDropped(6_000)]).toEqual([
      0, 3, 0,
    ])
    expect(budget.take(1, 6_000)).toBe(true)
  })

  test('lets 10 MB of a second through', () => {
    const budget = new LogBudget()
    const taken = Array.from({ length: 11 }, () => budget.take(1_000_000, 5_000)).filter(Boolean)
    expect(taken).toHaveLength(10)
    budget.addDropped(5)
    expect(budget.takeDropped(5_000, true)).toBe(6)
  })
})

test('a message is cut at 64 Ki characters, and says how much is missing', () => {
  expect(cutMessage('x'.repeat(65_536))).toHaveLength(65_536)
  expect(cutMessage('x'.repeat(65_546))).toMatch(/x… \(10 more characters\)$/)
})
