import { describe, expect, test } from 'vitest'
import { calls, entriesIn, openEvents, openFleet, settled, updated } from './events.fixture.ts'

const long = 60 * 60_000
const never = (): Promise<void> => new Promise(() => {})
const fail = (): never => {
  throw new Error('it cannot be done')
}

describe('stopping', () => {
  test('leaves what waits for another attempt to the others at once, with its count', async () => {
    const fleet = openFleet()
    const [one, other] = [await openEvents({}, fleet), await openEvents({}, fleet)]
    const first = calls(one.events, fail)
    await one.events.emit(updated)
    await settled(fleet)
    const second = calls(other.events, fail)
    await settled(fleet)
    await one.events.stop()
    await other.clock.pass(long)
    expect([first.times.length, second.times.length]).toEqual([1, 4])
    expect(one.dead).toEqual([])
    expect(other.dead).toMatchObject([{ attempts: 5 }])
    expect([one.clock.waiting(), one.events.counts().waiting]).toEqual([0, 0])
  })

  test('waits for what is running, and for no other attempt', async () => {
    const { events, redis, clock } = await openEvents()
    let end = (): void => {}
    const { times } = calls(
      events,
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
    )
    await events.emit(updated)
    await clock.pass(0)
    const order: string[] = []
    const stopped = events.stop().then(() => order.push('stopped'))
    await clock.pass(0)
    expect(order).toEqual([])
    end()
    await stopped
    expect(times).toHaveLength(1)
    expect(events.counts()).toEqual({ waiting: 0, accepted: 1, handled: 1, failed: 0, dead: 0 })
    expect(await entriesIn(redis)).toBe(0)
  })

  test('waits 30 s at most; what runs longer is tried by others', async () => {
    const fleet = openFleet()
    const one = await openEvents({}, fleet)
    calls(one.events, never, { attemptMs: 60_000 })
    await one.events.emit(updated)
    await one.clock.pass(0)
    const stopped = one.events.stop()
    // The attempt's time, and that of stopping.
    while (one.clock.waiting() < 2) await new Promise(setImmediate)
    const passing = one.clock.pass(30_000)
    await stopped
    const other = await openEvents({}, fleet)
    const { times } = calls(other.events)
    await passing
    expect(times).toHaveLength(1)
  })

  test('of all nodes leaves events in Redis, also those that are emitted afterwards, until there is one', async () => {
    const fleet = openFleet()
    const old = await openEvents({}, fleet)
    const { times, unsubscribe } = calls(old.events, fail)
    await old.events.emit(updated)
    await old.clock.pass(0)
    await Promise.all([old.events.stop(), old.events.stop()])
    unsubscribe()
    expect(await old.events.emit(updated)).toEqual({ id: expect.any(String) })
    expect(await entriesIn(old.redis)).toBe(2)
    const next = await openEvents({}, fleet)
    const started = calls(next.events)
    await next.clock.pass(0)
    expect([times.length, started.times.length]).toEqual([1, 2])
    expect(next.dead).toEqual([])
  })
})
