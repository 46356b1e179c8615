import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import { hostile } from './connections-under-test.fixture.ts'
import { keptHistoryContract } from './history-kept.contract.ts'
import {
  fill,
  type HistoryUnderTest,
  offsetsOf,
  roomy,
  textsOf,
  wholeOf,
} from './history-under-test.fixture.ts'

/** Texts that break engines which quote, cut or count what they are given. */
const texts = [
  '{}',
  '',
  'nul\0',
  '"\\n\n\u2028',
  'e\u0301',
  '\u00e9',
  '👩‍🚀',
  '__proto__',
  'x'.repeat(100_000),
]

/** What every engine of `History` holds to. `open` gives one that nothing was appended to. */
export function historyContract(engine: string, open: () => Later<HistoryUnderTest>): void {
  describe(`${engine} history: where an event is`, () => {
    test('events of a topic are counted from one, in one epoch', async () => {
      const { history } = await open()
      const first = await history.append('room', 'a', { retention: roomy })
      const second = await history.append('room', 'b', { retention: roomy })
      const epoch = first.position?.epoch ?? ''
      expect(first).toEqual({ position: { epoch, offset: 1 }, isDuplicate: false })
      expect(second).toEqual({ position: { epoch, offset: 2 }, isDuplicate: false })
      const page = await wholeOf(history, 'room')
      expect(page.position).toEqual({ epoch, offset: 2 })
      expect(page.events).toEqual([
        { offset: 1, text: 'a' },
        { offset: 2, text: 'b' },
      ])
      expect(page.floor).toBe(0)
    })

    test('a topic that nobody has appended to has an epoch from the first read on', async () => {
      const { history } = await open()
      const { epoch } = (await wholeOf(history, 'room')).position
      const empty = { events: [], position: { epoch, offset: 0 }, floor: 0 }
      expect(await wholeOf(history, 'room')).toEqual(empty)
      expect(await history.read('room', { before: 7, limit: 5, maxBytes: 100 }, roomy)).toEqual(empty)
      const appended = await history.append('room', 'a', { retention: roomy })
      expect(appended.position).toEqual({ epoch, offset: 1 })
    })

    test('all who come to a new topic at once find one epoch', async () => {
      const { history } = await open()
      const pages = await Promise.all(Array.from({ length: 5 }, () => wholeOf(history, 'room')))
      expect(new Set(pages.map(({ position }) => position.epoch)).size).toBe(1)
    })

    test('an epoch is short, and is in JSON as it is', async () => {
      const { history } = await open()
      expect((await wholeOf(history, 'room')).position.epoch).toMatch(/^[\w-]{4,40}$/)
    })

    test('every topic counts by itself, and in an epoch of its own', async () => {
      const { history } = await open()
      const epochs = new Set<string>()
      for (const topic of hostile) {
        const { position } = await history.append(topic, `in ${topic.slice(0, 9)}`, { retention: roomy })
        expect(position?.offset).toBe(1)
        epochs.add(position?.epoch ?? '')
      }
      expect(epochs.size).toBe(hostile.length)
    })

    test('what is appended at once is all there, in one order, without a gap', async () => {
      const { history } = await open()
      const asked = Array.from({ length: 20 }, (_, index) => `${index}`)
      const done = await Promise.all(asked.map((text) => history.append('room', text, { retention: roomy })))
      const { events, position } = await wholeOf(history, 'room')
      expect(events.map(({ offset }) => offset)).toEqual(asked.map((_, index) => index + 1))
      expect(position.offset).toBe(asked.length)
      for (const [index, { position: at }] of done.entries()) {
        expect(events[(at?.offset ?? 0) - 1]?.text).toBe(asked[index])
      }
    })
  })

  describe(`${engine} history: reading`, () => {
    const tenIn = async () => {
      const subject = await open()
      await fill(subject.history, 'room', 10)
      return subject.history
    }

    test('those after an offset come next after it', async () => {
      const history = await tenIn()
      expect(await offsetsOf(history, { after: 0 }, { limit: 3 })).toEqual([1, 2, 3])
      expect(await offsetsOf(history, { after: 3 }, { limit: 3 })).toEqual([4, 5, 6])
      expect(await offsetsOf(history, { after: 8 }, { limit: 3 })).toEqual([9, 10])
      expect(await offsetsOf(history, { after: 10 })).toEqual([])
      expect(await offsetsOf(history, { after: 99 })).toEqual([])
    })

    test('those before an offset come last before it, the oldest first', async () => {
      const history = await tenIn()
      expect(await offsetsOf(history, { before: 11 }, { limit: 3 })).toEqual([8, 9, 10])
      expect(await offsetsOf(history, { before: 99 }, { limit: 2 })).toEqual([9, 10])
      expect(await offsetsOf(history, { before: 8 }, { limit: 3 })).toEqual([5, 6, 7])
      expect(await offsetsOf(history, { before: 3 }, { limit: 3 })).toEqual([1, 2])
      expect(await offsetsOf(history, { before: 1 })).toEqual([])
      expect(await offsetsOf(history, { before: 0 })).toEqual([])
    })

    test('a page before an offset tells whether there is more', async () => {
      const history = await tenIn()
      const floorOf = async (before: number) =>
        (await history.read('room', { before, limit: 3, maxBytes: 1_000 }, roomy)).floor
      expect(await floorOf(11)).toBeLessThan(7)
      expect(await floorOf(5)).toBeLessThan(1)
      expect(await floorOf(4)).toBe(0)
      expect(await floorOf(2)).toBe(0)
    })

    test('with a limit of 0 there is only the position', async () => {
      const history = await tenIn()
      const page = await history.read('room', { after: 0, limit: 0, maxBytes: 0 }, roomy)
      expect(page.events).toEqual([])
      expect(page.position.offset).toBe(10)
      expect(page.floor).toBeLessThanOrEqual(10)
    })

    test('a page has as many events as fit in its bytes, but one', async () => {
      const { history } = await open()
      for (let index = 0; index < 4; index += 1) await history.append('room', 'ééééé', { retention: roomy })
      expect(await offsetsOf(history, { after: 0 }, { maxBytes: 20 })).toEqual([1, 2])
      expect(await offsetsOf(history, { after: 0 }, { maxBytes: 19 })).toEqual([1])
      expect(await offsetsOf(history, { after: 1 }, { maxBytes: 0 })).toEqual([2])
      expect(await offsetsOf(history, { before: 5 }, { maxBytes: 29 })).toEqual([3, 4])
      expect(await offsetsOf(history, { before: 5 }, { maxBytes: 1 })).toEqual([4])
    })

    test('a long history is read page by page, each event once', async () => {
      const { history } = await open()
      await fill(history, 'room', 120)
      const read: number[] = []
      for (let next = [0]; next.length > 0; ) {
        next = await offsetsOf(history, { after: read.at(-1) ?? 0 }, { limit: 50 })
        read.push(...next)
      }
      expect(read).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
    })

    test('texts come back as they were given', async () => {
      const { history } = await open()
      for (const text of texts) await history.append('room', text, { retention: roomy })
      expect(await textsOf(history, 'room')).toEqual(texts)
    })
  })

  describe(`${engine} history: keys`, () => {
    test('a repeat appends nothing, and is answered as the first was', async () => {
      const { history } = await open()
      const first = await history.append('room', 'a', { retention: roomy, key: 'k', note: 'mine' })
      expect(first).toMatchObject({ isDuplicate: false, note: 'mine' })
      await history.append('room', 'b', { retention: roomy })
      const repeats = [
        await history.append('room', 'a', { retention: roomy, key: 'k', note: 'another' }),
        await history.append('room', 'c', { retention: roomy, key: 'k' }),
      ]
      for (const repeat of repeats) expect(repeat).toEqual({ ...first, isDuplicate: true })
      expect(await textsOf(history, 'room')).toEqual(['a', 'b'])
    })

    test('an append without a note has none, and neither have its repeats', async () => {
      const { history } = await open()
      const first = await history.append('room', 'a', { retention: roomy, key: 'k' })
      expect('note' in first).toBe(false)
      expect('note' in (await history.append('room', 'a', { retention: roomy, key: 'k', note: 'n' }))).toBe(
        false,
      )
    })

    test('of many with one key at once, one is appended', async () => {
      const { history } = await open()
      const options = { retention: roomy, key: 'k' }
      const done = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          history.append('room', `${index}`, { ...options, note: `${index}` }),
        ),
      )
      const [first] = done.filter(({ isDuplicate }) => !isDuplicate)
      expect(done.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1)
      for (const each of done) expect({ ...each, isDuplicate: false }).toEqual(first)
      expect(await textsOf(history, 'room')).toEqual([first?.note])
    })

    test('a key counts in its topic, and what has none is never a repeat', async () => {
      const { history } = await open()
      for (const topic of ['room', 'other']) {
        expect(await history.append(topic, 'a', { retention: roomy, key: 'k' })).toMatchObject({
          isDuplicate: false,
        })
      }
      for (let round = 0; round < 2; round += 1) await history.append('room', 'b', { retention: roomy })
      expect(await textsOf(history, 'room')).toEqual(['a', 'b', 'b'])
    })

    test('every key is its own', async () => {
      const { history } = await open()
      for (const isDuplicate of [false, true]) {
        for (const [index, key] of hostile.entries()) {
          const appended = await history.append('room', `${index}`, { retention: roomy, key, note: key })
          expect(appended).toMatchObject({ isDuplicate, note: key, position: { offset: index + 1 } })
        }
      }
    })
  })

  keptHistoryContract(engine, open)
}
