import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import {
  type EventsTraits,
  type EventsUnderTest,
  emit,
  fail,
  recorder,
  updated,
} from './events-under-test.fixture.ts'

/** What becomes of the details of events in every engine of `Events`. */
export function eventDetailsContract(
  engine: string,
  open: () => Later<EventsUnderTest>,
  { firstDetail = 'same' }: EventsTraits = {},
): void {
  if (firstDetail === 'same') sameFirstDetail(engine, open)
  else copiedFirstDetail(engine, open)
  describe(`${engine} events: details`, () => {
    test.each([
      ['a big integer', { big: 1n }],
      ['a circle', circle()],
      ['a date', { toJSON: () => 'a text' }],
      ['nothing', { toJSON: () => undefined }],
    ])('a detail that is no object in JSON is refused: %s', async (_label, detail) => {
      const { events, clock } = await open()
      const { received, rule } = recorder()
      events.subscribe(rule)
      await expect(async () => events.emit({ ...updated, detail })).rejects.toThrow(TypeError)
      await expect(async () => events.emit({ ...updated, detail, bus: 'another' })).rejects.toThrow(TypeError)
      await clock.pass(0)
      expect(received).toEqual([])
    })

    test('a rule that fails is called again with what was emitted, whatever it has done to that', async () => {
      const { events, clock, attempts } = await open()
      const details: unknown[] = []
      const { rule } = recorder({}, ({ detail }) => {
        details.push(structuredClone(detail))
        Object.assign(detail, { entityId: 'another' })
        return fail()
      })
      events.subscribe(rule)
      await emit(events, { detail: { entityId: 'myEntityId' } })
      await clock.pass(60 * 60_000)
      expect(details).toEqual(Array.from({ length: attempts }, () => ({ entityId: 'myEntityId' })))
    })

    test('a dead letter has the event as it was delivered, and its detail as text', async () => {
      const { events, deadLetters, clock } = await open()
      const { received, rule } = recorder({}, fail)
      events.subscribe(rule)
      await emit(events, { resources: ['a'] })
      await clock.pass(60 * 60_000)
      const { detail: _, ...event } = { ...updated, ...received[0] }
      const detailText = '{"entityId":"myEntityId"}'
      expect(await deadLetters.list()).toMatchObject([{ event: { ...event, detailText } }])
    })
  })
}

function sameFirstDetail(engine: string, open: () => Later<EventsUnderTest>): void {
  test(`${engine} events: the first attempt of a rule is handed the very detail that was emitted`, async () => {
    const { events, clock } = await open()
    const { received, rule } = recorder()
    events.subscribe(rule)
    const detail = { entityId: 'myEntityId' }
    await emit(events, { detail })
    await clock.pass(0)
    expect(received[0]?.detail).toBe(detail)
  })
}

function copiedFirstDetail(engine: string, open: () => Later<EventsUnderTest>): void {
  test(`${engine} events: an attempt is handed what JSON made of the detail when it was emitted`, async () => {
    const { events, clock } = await open()
    const { received, rule } = recorder()
    events.subscribe(rule)
    const detail = { at: new Date(0), text: 'Zoë 👋 \ud800', none: undefined }
    const emitted = events.emit({ ...updated, detail })
    detail.text = 'changed'
    await emitted
    await clock.pass(0)
    expect(received[0]?.detail).toEqual({ at: '1970-01-01T00:00:00.000Z', text: 'Zoë 👋 \ud800' })
  })
}

function circle(): Record<string, unknown> {
  const detail: Record<string, unknown> = {}
  detail.self = detail
  return detail
}
