import { describe, expect, test } from 'vitest'
import { eventsContract } from '../../core/ports/events.contract.ts'
import { systemIds } from '../system/ids.ts'
import { memoryDeadLetters } from './dead-letters.ts'
import { calls, ends, fail, never, openEvents, type PromiseWithEnds, updated } from './events.fixture.ts'

eventsContract('memory', openEvents)
eventsContract('memory with one attempt more', () => openEvents({ attempts: 6, backOffMs: 1 }))

describe('the waits between attempts', () => {
  test.each([
    ['shortest', '0', [160, 320, 640, 1_280]],
    ['longest', '9', [240, 480, 960, 1_920]],
  ])('double from 200 ms, at the %s', async (_label, digit, waits) => {
    const { clock, events, dead } = openEvents({
      ids: { ...systemIds(), draw: (_, length) => digit.repeat(length) },
    })
    const { times } = calls(events, fail)
    await events.emit(updated)
    await clock.pass(0)
    for (const [index, wait] of waits.entries()) {
      await clock.pass(wait - 1)
      expect(times).toHaveLength(index + 1)
      await clock.pass(1)
      expect(times).toHaveLength(index + 2)
    }
    expect(dead).toHaveLength(1)
  })

  test('end at ten minutes, or twelve with chance', async () => {
    const { clock, events, dead } = openEvents({ attempts: 60 })
    const { times } = calls(events, fail)
    await events.emit(updated)
    await clock.pass(24 * 60 * 60_000)
    expect([times.length, dead.length]).toEqual([60, 1])
  })
})

describe('an attempt that does not end', () => {
  test('has failed after 30 s, and leaves no timer', async () => {
    const { clock, events, dead } = openEvents({ attempts: 1 })
    calls(events, never)
    await events.emit(updated)
    await clock.pass(29_999)
    expect(events.counts()).toMatchObject({ waiting: 1, failed: 0 })
    await clock.pass(1)
    expect(dead).toMatchObject([{ reason: 'it took longer than 30 s', attempts: 1 }])
    expect(clock.waiting()).toBe(0)
  })

  test('has the time that its rule says', async () => {
    const { clock, events, dead } = openEvents({ attempts: 1 })
    events.subscribe({ name: 'slow', bus: updated.bus, attemptMs: 90_000, handle: never })
    await events.emit(updated)
    await clock.pass(89_999)
    expect(dead).toEqual([])
    await clock.pass(1)
    expect(dead).toMatchObject([{ reason: 'it took longer than 90 s' }])
  })

  test.each([
    ['does its work', (end: PromiseWithEnds) => end.resolve()],
    ['fails', (end: PromiseWithEnds) => end.reject(new Error('late'))],
  ])('changes nothing when it %s later', async (_label, end) => {
    const { clock, events, deadLetters } = openEvents()
    const first = ends()
    const { times } = calls(events, () => (times.length === 1 ? first.promise : undefined))
    await events.emit(updated)
    await clock.pass(31_000)
    expect(times).toHaveLength(2)
    end(first)
    await clock.pass(60_000)
    expect(times).toHaveLength(2)
    expect(events.counts()).toEqual({ waiting: 0, accepted: 1, handled: 1, failed: 1, dead: 0 })
    expect(await deadLetters.count()).toBe(0)
  })

  test('leaves no timer when it ends in time', async () => {
    const { clock, events } = openEvents()
    calls(events, () => Promise.resolve())
    await events.emit(updated)
    await clock.pass(0)
    expect(clock.waiting()).toBe(0)
  })
})

describe('a full bus', () => {
  test('accepts nothing more until something has ended', async () => {
    const { clock, events } = openEvents({ maxWaiting: 2 })
    const first = ends()
    const { times } = calls(events, () => (times.length === 1 ? first.promise : never()))
    expect([events.emit(updated), events.emit(updated)]).toEqual([
      { id: expect.any(String) },
      { id: expect.any(String) },
    ])
    expect(events.emit(updated)).toBe('full')
    first.resolve()
    await clock.pass(0)
    expect(events.emit(updated)).toEqual({ id: expect.any(String) })
    expect(events.emit(updated)).toBe('full')
  })

  test('is one rule that wants the event: no rule gets it then, and what others want is taken', async () => {
    const { clock, events } = openEvents({ maxWaiting: 2 })
    calls(events, fail)
    const healthy = calls(events, () => {})
    const other = calls(events, never, 'another')
    for (let index = 0; index < 2; index += 1) await events.emit(updated)
    await clock.pass(0)
    expect(events.emit(updated)).toBe('full')
    for (let index = 0; index < 2; index += 1) {
      expect(events.emit({ ...updated, bus: 'another' })).toEqual({ id: expect.any(String) })
    }
    expect(events.emit({ ...updated, bus: 'another' })).toBe('full')
    expect(events.emit({ ...updated, bus: 'unheard' })).toEqual({ id: expect.any(String) })
    await clock.pass(0)
    expect([healthy.times.length, other.times.length]).toEqual([2, 2])
    expect(events.counts()).toMatchObject({ accepted: 5, waiting: 4 })
  })

  test.each([
    ['its detail', { detail: { text: 'x'.repeat(500) } }],
    ['its names', { source: 'x'.repeat(250), detailType: 'x'.repeat(250) }],
    ['its resources, even empty ones', { resources: Array<string>(170).fill('') }],
  ])('counts how large an event is by %s', async (_label, changed) => {
    const { clock, events } = openEvents({ maxWaitingBytes: 1_200, attempts: 2 })
    calls(events, fail)
    const large = { ...updated, ...changed }
    expect([events.emit(large), events.emit(large)]).not.toContain('full')
    await clock.pass(0)
    expect(events.emit(large)).toBe('full')
    expect(events.emit(updated)).not.toBe('full')
    await clock.pass(60_000)
    expect([events.emit(large), events.emit(large), events.emit(large)].at(-1)).toBe('full')
    expect(events.counts()).toMatchObject({ waiting: 2, dead: 3 })
  })

  test('holds 2,000 small events of a rule, or 64 of 256 KiB less what names take', () => {
    const { events } = openEvents()
    calls(events, never)
    for (let index = 0; index < 2_000; index += 1) expect(events.emit(updated)).not.toBe('full')
    expect(events.emit(updated)).toBe('full')
    const other = openEvents()
    calls(other.events, never)
    const large = { ...updated, detail: { text: 'x'.repeat(256 * 1024 - 100) } }
    for (let index = 0; index < 64; index += 1) expect(other.events.emit(large)).not.toBe('full')
    expect(other.events.emit(large)).toBe('full')
  })

  test('has room again when a rule is unsubscribed', async () => {
    const { clock, events } = openEvents({ maxWaiting: 1 })
    const { unsubscribe } = calls(events, fail)
    await events.emit(updated)
    await clock.pass(0)
    unsubscribe()
    expect(events.counts().waiting).toBe(0)
  })
})

describe('a death', () => {
  test('is logged with names, and without what the event says', async () => {
    const { clock, events, lines, dead } = openEvents({ attempts: 1 })
    calls(events, ({ detail }) => {
      throw new Error(`cannot read ${JSON.stringify(detail)}`)
    })
    await events.emit({ ...updated, source: 'x'.repeat(10_000) })
    await clock.pass(0)
    const eventId = dead[0]?.event.id
    const names = {
      rule: 'rule',
      eventId,
      source: 'x'.repeat(200),
      detailType: 'Entity Updated',
      attempts: 1,
    }
    expect(lines).toEqual([[names, 'an event died in a rule']])
  })

  test.each([
    ['a text', 'just so', 'just so'],
    ['nothing', undefined, 'no reason was given'],
    ['an object without a prototype', Object.create(null), 'no reason was given'],
    ['a very long error', new Error('x'.repeat(501)), 'x'.repeat(500)],
  ])('has a reason when %s is thrown', async (_label, thrown, reason) => {
    const { clock, events, dead } = openEvents({ attempts: 1 })
    calls(events, () => {
      throw thrown
    })
    await events.emit(updated)
    await clock.pass(0)
    expect(dead).toMatchObject([{ reason }])
  })

  test.each([
    ['throws', () => fail()],
    ['rejects', () => Promise.reject(new Error('no disk'))],
  ])('is told even if the store %s, and so is that', async (_label, add) => {
    const { clock, events, lines, dead } = openEvents({
      attempts: 1,
      deadLetters: { ...memoryDeadLetters(), add },
    })
    const { times } = calls(events, fail)
    await events.emit(updated)
    await events.emit(updated)
    await clock.pass(0)
    expect([times.length, dead.length]).toEqual([2, 2])
    const kept = lines.filter(([, message]) => message === 'a dead letter could not be kept')
    expect(kept).toHaveLength(2)
  })

  test('stops nothing if telling it fails', async () => {
    const { clock, events, deadLetters, lines } = openEvents({ attempts: 1, onDeath: fail })
    calls(events, fail)
    await events.emit(updated)
    await clock.pass(0)
    expect(await deadLetters.count()).toBe(1)
    expect(lines.at(-1)?.[1]).toBe('a dead letter could not be told')
  })
})
