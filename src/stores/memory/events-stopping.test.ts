import { describe, expect, test } from 'vitest'
import { calls, ends, fail, never, openEvents, updated } from './events.fixture.ts'

describe('stopping', () => {
  test('makes dead letters of what waits for another attempt, and tries nothing again', async () => {
    const { clock, events, deadLetters, dead } = openEvents()
    const { times } = calls(events, fail)
    await events.emit(updated)
    await events.emit(updated)
    await clock.pass(0)
    await events.stop()
    expect(await deadLetters.list()).toMatchObject([
      { attempts: 1, reason: 'the server stopped before it was handled' },
      { attempts: 1, reason: 'the server stopped before it was handled' },
    ])
    expect(dead).toHaveLength(2)
    expect(clock.waiting()).toBe(0)
    await clock.pass(60_000)
    expect(times).toHaveLength(2)
  })

  test('delivers what was just accepted, and accepts nothing after', async () => {
    const { events } = openEvents()
    const { times } = calls(events, () => Promise.resolve())
    const accepted = events.emit(updated)
    await events.stop()
    expect(accepted).toEqual({ id: expect.any(String) })
    expect(times).toHaveLength(1)
    expect(events.emit(updated)).toBe('full')
  })

  test('waits for what is running, and for the letters that it leaves', async () => {
    const { clock, events, deadLetters } = openEvents()
    const [good, bad] = [ends(), ends()]
    const { times } = calls(events, () => (times.length === 1 ? good.promise : bad.promise))
    await events.emit(updated)
    await events.emit(updated)
    await clock.pass(0)
    const order: string[] = []
    const stopped = events.stop().then(() => order.push('stopped'))
    const again = events.stop().then(() => order.push('stopped again'))
    await clock.pass(0)
    expect(order).toEqual([])
    good.resolve()
    bad.reject(new Error('at last'))
    await Promise.all([stopped, again])
    expect(await deadLetters.list()).toMatchObject([{ reason: 'the server stopped before it was handled' }])
    expect(events.counts()).toEqual({ waiting: 0, accepted: 2, handled: 1, failed: 1, dead: 1 })
  })

  test('waits 30 s at most', async () => {
    const { clock, events, deadLetters } = openEvents()
    calls(events, never)
    await events.emit(updated)
    await clock.pass(1_000)
    const stopped = events.stop()
    await clock.pass(29_000)
    await stopped
    expect(await deadLetters.count()).toBe(1)
  })
})
