import { describe, expect, test } from 'vitest'
import { calls, entriesIn, openEvents, openFleet, settled, updated } from './events.fixture.ts'

const long = 60 * 60_000
const never = (): Promise<void> => new Promise(() => {})
const fail = (): never => {
  throw new Error('it cannot be done')
}
const numbered = (number: number) => ({ ...updated, detail: { number } })

async function openTwo(options: Parameters<typeof openEvents>[0] = {}) {
  const fleet = openFleet()
  const [one, other] = [await openEvents(options, fleet), await openEvents(options, fleet)]
  return { fleet, one, other }
}

describe('nodes of a fleet', () => {
  test('share the events of a rule: each of them is handled once, and none is left in Redis', async () => {
    const { fleet, one, other } = await openTwo()
    const [first, second] = [calls(one.events), calls(other.events)]
    await settled(fleet)
    const emits = Array.from({ length: 100 }, (_, number) => one.events.emit(numbered(number)))
    await Promise.all(emits)
    await settled(fleet)
    const numbers = [...first.times, ...second.times].map(({ detail }) => Number(detail.number))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, number) => number))
    expect(Math.min(first.times.length, second.times.length)).toBeGreaterThan(0)
    expect(await entriesIn(one.redis)).toBe(0)
    const states = one.redis.key('bus-state:rule', 'bus')
    expect(await one.redis.command(states, ['HGET', states, 'bytes'])).toBe('0')
  })

  test('hand an event to every rule once', async () => {
    const { fleet, one, other } = await openTwo()
    const both = [one, other].flatMap(({ events }) => [
      calls(events, () => {}, { name: 'a' }),
      calls(events, () => {}, { name: 'b {}: 👋' }),
    ])
    await other.events.emit(updated)
    await settled(fleet)
    const [a1, b1, a2, b2] = both.map(({ times }) => times.length)
    expect([Number(a1) + Number(a2), Number(b1) + Number(b2)]).toEqual([1, 1])
  })

  test('keep a rule of the same name twice apart', async () => {
    const { one, fleet } = await openTwo()
    const [first, second] = [calls(one.events), calls(one.events)]
    await one.events.emit(updated)
    await settled(fleet)
    expect([first.times.length, second.times.length]).toEqual([1, 1])
  })

  test('reach a rule that the emitter does not have', async () => {
    const { fleet, one, other } = await openTwo()
    const { times } = calls(other.events, () => {}, { name: 'new', sources: ['CLI'] })
    await settled(fleet)
    await one.events.emit(updated)
    await one.events.emit({ ...updated, source: 'another' })
    await one.events.emit({ ...updated, bus: 'another' })
    await settled(fleet)
    expect(times).toHaveLength(1)
  })

  test.each([
    ['many', { maxWaiting: 3 }, updated],
    ['large', { maxWaitingBytes: 1_500 }, { ...updated, detail: { text: 'x'.repeat(440) } }],
  ])('refuse together what is too %s', async (_label, bounds, event) => {
    const { fleet, one, other } = await openTwo(bounds)
    for (const { events } of [one, other]) calls(events, never)
    for (const { events } of [one, other, one])
      expect(await events.emit(event)).toEqual({ id: expect.any(String) })
    expect(await one.events.emit(event)).toBe('full')
    expect(await other.events.emit(event)).toBe('full')
    await settled(fleet)
    await other.clock.pass(31_000)
    expect(one.events.counts().waiting + other.events.counts().waiting).toBe(3)
  })

  test('refuse for a full rule that only another node has, and then no rule gets it', async () => {
    const { fleet, one, other } = await openTwo({ maxWaiting: 1 })
    calls(other.events, never, { name: 'new' })
    const { times } = calls(one.events, () => {}, { name: 'old' })
    await settled(fleet)
    await one.events.emit(updated)
    await settled(fleet)
    expect(await one.events.emit(updated)).toBe('full')
    await settled(fleet)
    expect(times).toHaveLength(1)
  })
})

describe('unsubscribing on one node', () => {
  test('leaves what waits for another attempt to the other nodes', async () => {
    const { fleet, one, other } = await openTwo()
    const leaving = calls(one.events, fail)
    await one.events.emit(updated)
    await settled(fleet)
    const staying = calls(other.events, fail)
    await settled(fleet)
    leaving.unsubscribe()
    await settled(fleet)
    await other.clock.pass(long)
    expect([leaving.times.length, staying.times.length]).toEqual([1, 4])
    expect(other.dead).toMatchObject([{ attempts: 5 }])
  })

  test('leaves what fails afterwards to the other nodes', async () => {
    const { fleet, one, other } = await openTwo()
    const leaving = calls(one.events, never)
    await one.events.emit(updated)
    await settled(fleet)
    const staying = calls(other.events)
    await settled(fleet)
    leaving.unsubscribe()
    await settled(fleet)
    expect(staying.times).toEqual([])
    await one.clock.pass(30_000)
    expect(staying.times).toHaveLength(1)
  })
})
