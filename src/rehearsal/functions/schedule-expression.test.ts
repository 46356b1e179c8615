import { describe, expect, test } from 'vitest'
import { scheduleOf } from './schedule-expression.ts'

const isDue = (expression: string, at: string): boolean => {
  const schedule = scheduleOf(expression)
  return schedule.kind === 'cron' && schedule.isDue(new Date(at))
}

describe('a rate', () => {
  test.each([
    ['rate(1 minute)', 60_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(7 days)', 604_800_000],
  ])('%s', (expression, everyMs) => {
    expect(scheduleOf(expression)).toEqual({ kind: 'rate', everyMs })
  })
})

describe('a cron expression is due', () => {
  // 22 November 2026 is a Sunday.
  test.each([
    ['cron(0 3 ? * SUN *)', '2026-11-22T03:00Z', true],
    ['cron(0 3 ? * SUN *)', '2026-11-23T03:00Z', false],
    ['cron(0 3 ? * 1 *)', '2026-11-22T03:00Z', true],
    ['cron(0/15 * * * ? *)', '2026-11-22T07:45Z', true],
    ['cron(0/15 * * * ? *)', '2026-11-22T07:46Z', false],
    ['cron(0 0 1,15 JAN-MAR ? 2027)', '2027-02-15T00:00Z', true],
    ['cron(0 0 1,15 JAN-MAR ? 2027)', '2027-04-15T00:00Z', false],
  ])('%s at %s: %s', (expression, at, expected) => {
    expect(isDue(expression, at)).toBe(expected)
  })
})

test.each([
  'rate(0 days)',
  'rate(1 week)',
  'cron(* * * * * *)',
  'cron(0 3 * *)',
  'cron(x * * * ? *)',
  'daily',
])('%s is refused', (expression) => {
  expect(() => scheduleOf(expression)).toThrow('is no schedule')
})
