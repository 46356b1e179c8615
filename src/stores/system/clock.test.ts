import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

test('now is in milliseconds since 1970', () => {
  expect(systemClock().now()).toBe(1_700_000_000_000)
})

test('a task is called every period until it is stopped', () => {
  const task = vi.fn<() => void>()
  const stop = systemClock().every(1_000, task)
  vi.advanceTimersByTime(3_500)
  stop()
  vi.advanceTimersByTime(3_500)
  expect(task).toHaveBeenCalledTimes(3)
})

test('a task is called once after its delay', () => {
  const task = vi.fn<() => void>()
  systemClock().after(1_000, task)
  vi.advanceTimersByTime(999)
  expect(task).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5_000)
  expect(task).toHaveBeenCalledTimes(1)
})

test('a task that is stopped before its delay is never called', () => {
  const task = vi.fn<() => void>()
  systemClock().after(1_000, task)()
  vi.advanceTimersByTime(5_000)
  expect(task).not.toHaveBeenCalled()
})

test('what is repeated does not keep the process alive, and what is awaited does', () => {
  vi.useRealTimers()
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const stopEvery = systemClock().every(60_000, () => {})
  expect(timers()).toBe(before)
  const stopAfter = systemClock().after(60_000, () => {})
  expect(timers()).toBe(before + 1)
  stopEvery()
  stopAfter()
})
