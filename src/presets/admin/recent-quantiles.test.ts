import { expect, test } from 'vitest'
import { Durations } from '../metrics/durations.ts'
import { RecentQuantiles } from './recent-quantiles.ts'

test('what took long a while ago is forgotten after a minute', () => {
  let now = 1_000_000
  const durations = new Durations()
  const recent = new RecentQuantiles(durations, { now: () => now })
  expect(recent.read()).toEqual({ p50: 0, p99: 0 })
  for (let at = 0; at < 100; at += 1) durations.add(400)
  now += 2_000
  expect(recent.read()).toEqual({ p50: 375, p99: 497.5 })
  for (let at = 0; at < 30; at += 1) {
    now += 2_000
    recent.read()
  }
  for (let at = 0; at < 100; at += 1) durations.add(0.2)
  now += 2_000
  expect(recent.read()).toEqual({ p50: expect.closeTo(0.175), p99: expect.closeTo(0.2485) })
})

test('what is above all bounds counts as the highest of them', () => {
  const durations = new Durations()
  durations.add(1_000_000)
  expect(new RecentQuantiles(durations, { now: () => 0 }).read()).toEqual({ p50: 30_000, p99: 30_000 })
})
