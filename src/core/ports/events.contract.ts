import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import { eventDetailsContract } from './event-details.contract.ts'
import {
  type EventsTraits,
  type EventsUnderTest,
  emit,
  fail,
  numbersOf,
  recorder,
  updated,
} from './events-under-test.fixture.ts'

const long = 60 * 60_000

/** What every engine of `Events` holds to. `open` gives one without rules, whose bounds are not reached here. */
export function eventsContract(
  engine: string,
  open: () => Later<EventsUnderTest>,
  traits: EventsTraits = {},
): void {
  matching(engine, open)
  delivery(engine, open)
  failures(engine, open)
  unsubscribing(engine, open)
  eventDetailsContract(engine, open, traits)
}

function matching(engine: string, open: () => Later<EventsUnderTest>): void {
  describe(`${engine} events: matching`, () => {
    test('an event that no rule wants is accepted', async () => {
      const { events, deadLetters, clock } = await open()
      expect(await emit(events)).toMatch(/^[0-9a-f-]{36}$/)
      await clock.pass(long)
      expect(await deadLetters.count()).toBe(0)
    })

    test.each([
      ['any event of its bus', {}, true],
      ['one of its sources', { sources: ['other', 'CLI'] }, true],
      ['none of another source', { sources: ['other'] }, false],
      ['one of its types', { detailTypes: ['other', 'Entity Updated'] }, true],
      ['none of another type', { detailTypes: ['other'] }, false],
      ['none that only its source fits', { sources: ['CLI'], detailTypes: ['other'] }, false],
      ['none that only its type fits', { sources: ['other'], detailTypes: ['Entity Updated'] }, false],
      ['one that both fit', { sources: ['CLI'], detailTypes: ['Entity Updated'] }, true],
      ['none of another bus', { bus: 'chatBus-poc' }, false],
      ['none if it wants no source', { sources: [] }, false],
      ['none of a source in another case', { sources: ['cli'] }, false],
      ['none of a source that begins like it', { sources: ['CL', 'CLI '] }, false],
    ])('a rule gets %s', async (_label, wanted, isWanted) => {
      const { events, clock } = await open()
      const { received, rule } = recorder(wanted)
      events.subscribe(rule)
      const id = await emit(events)
      await clock.pass(0)
      expect(received.map((event) => event.id)).toEqual(isWanted ? [id] : [])
    })

    test('the default bus does not feed another, nor another the default', async () => {
      const { events, clock } = await open()
      const [first, second] = [recorder(), recorder({ name: 'second', bus: 'chatBus-poc' })]
      for (const { rule } of [first, second]) events.subscribe(rule)
      await emit(events, { detail: { number: 1 } })
      await emit(events, { detail: { number: 2 }, bus: 'chatBus-poc' })
      await clock.pass(0)
      expect([numbersOf(first.received), numbersOf(second.received)]).toEqual([[1], [2]])
    })
  })
}

function delivery(engine: string, open: () => Later<EventsUnderTest>): void {
  describe(`${engine} events: delivery`, () => {
    test('an event arrives as it was emitted; without a time it is now, and without resources there are none', async () => {
      const { events, clock } = await open()
      const { received, rule } = recorder()
      events.subscribe(rule)
      const ids = [await emit(events), await emit(events, { time: 0, resources: ['a', 'b'] })]
      await clock.pass(0)
      expect(received).toEqual([
        { ...updated, id: ids[0], resources: [], time: clock.now() },
        { ...updated, id: ids[1], resources: ['a', 'b'], time: 0 },
      ])
    })

    test('a rule is not called before emitting has come to its end', async () => {
      const { events, clock } = await open()
      const { received, rule } = recorder()
      events.subscribe(rule)
      const emitting = events.emit(updated)
      expect(received).toEqual([])
      await emitting
      await clock.pass(0)
      expect(received).toHaveLength(1)
    })

    test('events reach a rule in the order of emitting', async () => {
      const { events, clock } = await open()
      const { received, rule } = recorder()
      events.subscribe(rule)
      for (let number = 0; number < 100; number += 1) await emit(events, { detail: { number } })
      await clock.pass(0)
      expect(numbersOf(received)).toEqual(Array.from({ length: 100 }, (_, number) => number))
    })

    test('a rule can emit, and gets that too', async () => {
      const { events, clock } = await open()
      const { received, rule } = recorder({}, async ({ detail }) => {
        if (detail.number === 1) await emit(events, { detail: { number: 2 } })
      })
      events.subscribe(rule)
      await emit(events, { detail: { number: 1 } })
      await clock.pass(0)
      expect(numbersOf(received)).toEqual([1, 2])
    })

    test('what was emitted before a rule subscribed is not for it', async () => {
      const { events, clock } = await open()
      const { received, rule } = recorder()
      await emit(events)
      events.subscribe(rule)
      await clock.pass(long)
      expect(received).toEqual([])
    })

    test('what a rule did not refuse is never delivered again', async () => {
      const { events, deadLetters, clock } = await open()
      const [now, later] = [recorder(), recorder({ name: 'later' }, () => Promise.resolve())]
      for (const { rule } of [now, later]) events.subscribe(rule)
      await emit(events)
      await clock.pass(long)
      expect([now.received.length, later.received.length]).toEqual([1, 1])
      expect(await deadLetters.count()).toBe(0)
    })
  })
}

function failures(engine: string, open: () => Later<EventsUnderTest>): void {
  describe.each([
    ['throws', fail],
    ['rejects', () => Promise.reject(new Error('it cannot be done'))],
  ])(`${engine} events: a rule that %s`, (_label, work) => {
    test('is called again with the same event until it does not', async () => {
      const { events, deadLetters, clock } = await open()
      let left = 2
      const { received, rule } = recorder({}, () => {
        left -= 1
        return left < 0 ? undefined : work()
      })
      events.subscribe(rule)
      const id = await emit(events)
      await clock.pass(0)
      expect(received).toHaveLength(1)
      await clock.pass(long)
      expect(received.map((event) => event.id)).toEqual([id, id, id])
      expect(await deadLetters.count()).toBe(0)
    })

    test('ends as a dead letter after its attempts', async () => {
      const { events, deadLetters, clock, attempts } = await open()
      const { received, rule } = recorder({ name: 'broken' }, work)
      events.subscribe(rule)
      await emit(events, { resources: ['a'] })
      await clock.pass(long)
      expect(received).toHaveLength(attempts)
      const [letter, ...others] = await deadLetters.list()
      expect(others).toEqual([])
      expect(letter).toMatchObject({ rule: 'broken', attempts, reason: 'it cannot be done' })
      expect(letter?.id).toMatch(/^[0-9a-f-]{36}$/)
      expect(letter?.diedAt).toBeGreaterThan(received[0]?.time ?? Number.POSITIVE_INFINITY)
    })

    test('costs other rules no delay and no second delivery', async () => {
      const { events, clock } = await open()
      const [before, after] = [recorder({ name: 'before' }), recorder({ name: 'after' })]
      events.subscribe(before.rule)
      events.subscribe(recorder({ name: 'broken' }, work).rule)
      events.subscribe(after.rule)
      await emit(events, { detail: { number: 1 } })
      await emit(events, { detail: { number: 2 } })
      await clock.pass(0)
      expect([numbersOf(before.received), numbersOf(after.received)]).toEqual([
        [1, 2],
        [1, 2],
      ])
      await clock.pass(long)
      expect([before.received.length, after.received.length]).toEqual([2, 2])
    })

    test('gets the events after the one that it failed, and those once', async () => {
      const { events, deadLetters, clock } = await open()
      const { received, rule } = recorder({}, ({ detail }) => (detail.number === 1 ? work() : undefined))
      events.subscribe(rule)
      for (const number of [1, 2, 3]) await emit(events, { detail: { number } })
      await clock.pass(0)
      expect(numbersOf(received)).toEqual([1, 2, 3])
      await clock.pass(long)
      expect(numbersOf(received).filter((number) => number !== 1)).toEqual([2, 3])
      expect(await deadLetters.count()).toBe(1)
    })

    test('makes one dead letter of each rule in which the event dies', async () => {
      const { events, deadLetters, clock } = await open()
      for (const name of ['one', 'other']) events.subscribe(recorder({ name }, work).rule)
      const id = await emit(events)
      await clock.pass(long)
      const letters = await deadLetters.list()
      expect(letters.map(({ rule }) => rule).toSorted()).toEqual(['one', 'other'])
      expect(letters.map(({ event }) => event.id)).toEqual([id, id])
      expect(new Set(letters.map((letter) => letter.id)).size).toBe(2)
    })
  })
}

function unsubscribing(engine: string, open: () => Later<EventsUnderTest>): void {
  describe(`${engine} events: unsubscribing`, () => {
    test('nothing is delivered after it, and unsubscribing twice is unsubscribing once', async () => {
      const { events, clock } = await open()
      const [leaving, staying] = [recorder(), recorder({ name: 'staying' })]
      const unsubscribe = events.subscribe(leaving.rule)
      events.subscribe(staying.rule)
      await emit(events, { detail: { number: 1 } })
      await clock.pass(0)
      unsubscribe()
      unsubscribe()
      await emit(events, { detail: { number: 2 } })
      await clock.pass(long)
      expect([numbersOf(leaving.received), numbersOf(staying.received)]).toEqual([[1], [1, 2]])
    })

    test('drops what waits for another attempt', async () => {
      const { events, deadLetters, clock } = await open()
      const { received, rule } = recorder({}, fail)
      const unsubscribe = events.subscribe(rule)
      await emit(events)
      await clock.pass(0)
      unsubscribe()
      await clock.pass(long)
      expect(received).toHaveLength(1)
      expect(await deadLetters.count()).toBe(0)
    })

    test('who subscribes again gets what comes after', async () => {
      const { events, clock } = await open()
      const { received, rule } = recorder()
      events.subscribe(rule)()
      await emit(events, { detail: { number: 1 } })
      events.subscribe(rule)
      await emit(events, { detail: { number: 2 } })
      await clock.pass(0)
      expect(numbersOf(received)).toEqual([2])
    })
  })
}
