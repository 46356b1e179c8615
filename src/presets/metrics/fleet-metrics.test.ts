import { expect, test } from 'vitest'
import { backplaneCounts } from './fleet-metrics.ts'

test('every addition to the lag of a backplane is one of its lags', () => {
  const { backplane, lag } = backplaneCounts()
  for (const ms of [2, 40, 0]) backplane.lagMs += ms
  expect(backplane.lagMs).toBe(42)
  expect(lag.count()).toBe(3)
  expect(lag.sumMs()).toBe(42)
  expect(lag.upTo().find(({ boundMs }) => boundMs === 2.5)?.count).toBe(2)
})
