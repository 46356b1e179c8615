import { expect, test } from 'vitest'
import { Durations } from './durations.ts'

test('what takes as long as a bound is counted with it, and with all above it', () => {
  const durations = new Durations()
  for (const ms of [0, 1, 1.001, 60_000]) durations.add(ms)
  const countUpTo = (bound: number): number | undefined =>
    durations.upTo().find(({ boundMs }) => boundMs === bound)?.count
  expect([0.5, 1, 2.5, 30_000].map(countUpTo)).toEqual([1, 2, 3, 3])
  expect(durations.count()).toBe(4)
  expect(durations.sumMs()).toBeCloseTo(60_002.001)
})
