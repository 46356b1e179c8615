import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { Retention } from './history.ts'
import {
  fill,
  type HistoryUnderTest,
  hourMs,
  minuteMs,
  offsetsOf,
  roomy,
  textsOf,
  wholeOf,
} from './history-under-test.fixture.ts'

/** The part of the contract that is about what is kept, and for how long. */
export function keptHistoryContract(engine: string, open: () => Later<HistoryUnderTest>): void {
  describe(`${engine} history: what is kept`, () => {
    const few: Retention = { events: 5, ageMs: 24 * hourMs }
    const nothing: Retention = { events: 0, ageMs: 24 * hourMs }

    test('the newest so many are kept', async () => {
      const { history } = await open()
      await fill(history, 'room', 12, few)
      const page = await wholeOf(history, 'room', few)
      expect(page.events.map(({ offset }) => offset)).toEqual([8, 9, 10, 11, 12])
      expect(page).toMatchObject({ floor: 7, position: { offset: 12 } })
      expect(await offsetsOf(history, { before: 10 }, { retention: few })).toEqual([8, 9])
      expect(await offsetsOf(history, { before: 8 }, { retention: few })).toEqual([])
      expect(await offsetsOf(history, { after: 3 }, { retention: few, limit: 2 })).toEqual([8, 9])
    })

    test('they are as many after hundreds', async () => {
      const { history } = await open()
      await fill(history, 'room', 300, few)
      expect(await textsOf(history, 'room', few)).toEqual(['296', '297', '298', '299', '300'])
    })

    test('who reads less than is kept is told where that begins', async () => {
      const { history } = await open()
      await fill(history, 'room', 10)
      const page = await wholeOf(history, 'room', { ...roomy, events: 2 })
      expect(page.events.map(({ offset }) => offset)).toEqual([9, 10])
      expect(page.floor).toBe(8)
    })

    test('where nothing is kept nothing has a position, and keys are remembered', async () => {
      const { history } = await open()
      const options = { retention: nothing, key: 'k', note: 'n' }
      expect(await history.append('room', 'a', options)).toEqual({ isDuplicate: false, note: 'n' })
      expect(await history.append('room', 'a', options)).toEqual({ isDuplicate: true, note: 'n' })
      expect(await history.append('room', 'b', { retention: nothing })).toEqual({ isDuplicate: false })
      const page = await wholeOf(history, 'room', nothing)
      expect(page.events).toEqual([])
      expect(page.floor).toBe(page.position.offset)
    })

    test('the key of an event that is not kept any more is remembered', async () => {
      const { history } = await open()
      const first = await history.append('room', 'a', { retention: few, key: 'k', note: 'n' })
      await fill(history, 'room', 100, few)
      const repeat = await history.append('room', 'a', { retention: few, key: 'k' })
      expect(repeat).toEqual({ ...first, isDuplicate: true })
    })

    test('events that are too old are not read, and the position stays', async ({ skip }) => {
      const { history, advance } = await open()
      if (advance === undefined) return skip()
      await fill(history, 'room', 3)
      await advance(12 * hourMs)
      await fill(history, 'room', 2, roomy, 4)
      const { epoch } = (await wholeOf(history, 'room')).position
      await advance(12 * hourMs)
      const page = await wholeOf(history, 'room')
      expect(page.events.map(({ offset }) => offset)).toEqual([4, 5])
      expect(page.floor).toBe(3)
      expect(await offsetsOf(history, { before: 4 })).toEqual([])
      expect(await offsetsOf(history, { before: 5 })).toEqual([4])
      await advance(12 * hourMs)
      const empty = { events: [], floor: 5, position: { epoch, offset: 5 } }
      expect(await wholeOf(history, 'room')).toEqual(empty)
      expect(await history.read('room', { after: 5, limit: 9, maxBytes: 99 }, roomy)).toEqual(empty)
    })

    test('an event that is not too old yet is read', async ({ skip }) => {
      const { history, advance } = await open()
      if (advance === undefined) return skip()
      await fill(history, 'room', 1)
      await advance(24 * hourMs - 1_000)
      expect(await textsOf(history, 'room')).toEqual(['1'])
    })

    test('a topic goes on counting in its epoch when all events are too old', async ({ skip }) => {
      const { history, advance } = await open()
      if (advance === undefined) return skip()
      const first = await history.append('room', 'a', { retention: roomy })
      await advance(48 * hourMs)
      const second = await history.append('room', 'b', { retention: roomy })
      expect(second.position).toEqual({ epoch: first.position?.epoch, offset: 2 })
      expect(await textsOf(history, 'room')).toEqual(['b'])
    })

    test('a key is remembered for five minutes, whatever is kept', async ({ skip }) => {
      const { history, advance } = await open()
      if (advance === undefined) return skip()
      for (const [topic, retention] of [
        ['room', few],
        ['short', { events: 5, ageMs: 1_000 }],
        ['none', nothing],
      ] as const) {
        await history.append(topic, 'a', { retention, key: 'k' })
      }
      await advance(5 * minuteMs - 1_000)
      expect(await history.append('room', 'a', { retention: few, key: 'k' })).toMatchObject({
        isDuplicate: true,
      })
      const short = { retention: { events: 5, ageMs: 1_000 }, key: 'k' }
      expect(await history.append('short', 'a', short)).toMatchObject({ isDuplicate: true })
      const none = { retention: nothing, key: 'k' }
      expect(await history.append('none', 'a', none)).toEqual({ isDuplicate: true })
    })
  })
}
