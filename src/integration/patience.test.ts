import { describe, expect, test } from 'vitest'
import { movedClock } from '../core/ports/moved-clock.fixture.ts'
import { patience } from './patience.ts'

describe('patience', () => {
  test('ends after its time, once', async () => {
    const clock = movedClock()
    let ends = 0
    patience(clock, 100, () => {
      ends += 1
    })
    await clock.pass(99)
    expect(ends).toBe(0)
    await clock.pass(500)
    expect([ends, clock.waiting()]).toEqual([1, 0])
  })

  test('does not end if it is no longer needed', async () => {
    const clock = movedClock()
    let ends = 0
    const cancel = patience(clock, 100, () => {
      ends += 1
    })
    await clock.pass(60)
    cancel()
    expect(clock.waiting()).toBe(0)
    await clock.pass(100)
    expect(ends).toBe(0)
  })
})
