import { describe, expect, test } from 'vitest'
import { fill, roomy, textsOf, wholeOf } from '../../core/ports/history-under-test.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { deaths, dying, untilDeath } from './dying.fixture.ts'
import { type OpenTableOptions, openTable } from './dynalite.fixture.ts'
import { dynamoHistory } from './history.ts'
import { hurriedClock } from './hurried-clock.fixture.ts'

const keyed = { retention: roomy, key: 'k', note: 'n' }

async function openAll() {
  const clock = hurriedClock()
  const { again } = await openTable({ clock })
  const open = (options: OpenTableOptions = {}) =>
    dynamoHistory({ table: again({ clock, ...options }), ids: systemIds(), api: 'hub' })
  return { clock, open }
}

describe('a process that dies in the middle of an append', () => {
  test.each(deaths(7))('a retry with its key appends once (%s %i)', async (when, n) => {
    const { open } = await openAll()
    await untilDeath(open({ watch: dying(when, n) }).append('room', 'a', keyed))
    const history = open()
    const retried = await history.append('room', 'a', keyed)
    expect(retried).toMatchObject({ position: { offset: 1 }, note: 'n' })
    expect(await open().append('room', 'a', keyed)).toEqual({ ...retried, isDuplicate: true })
    expect(await textsOf(history, 'room')).toEqual(['a'])
  })

  test.each(deaths(7))('a retry after others have appended appends once (%s %i)', async (when, n) => {
    const { open } = await openAll()
    const history = open()
    await fill(history, 'room', 2)
    await untilDeath(open({ watch: dying(when, n) }).append('room', 'a', keyed))
    await fill(history, 'room', 120, roomy, 3)
    const retried = await history.append('room', 'a', keyed)
    const again = await history.append('room', 'a', { retention: roomy, key: 'k', note: 'other' })
    expect(again).toEqual({ ...retried, isDuplicate: true })
    const { events } = await wholeOf(history, 'room')
    expect(events.map(({ offset }) => offset)).toEqual(events.map((_, index) => index + 1))
    expect(events.filter(({ text }) => text === 'a')).toEqual([
      { text: 'a', offset: retried.position?.offset },
    ])
    expect(events).toHaveLength(123)
  })

  test.each(deaths(7))('a retry that dies too is as good as none (%s %i)', async (when, n) => {
    const { open } = await openAll()
    await untilDeath(open({ watch: dying('after', 3) }).append('room', 'a', keyed))
    await untilDeath(open({ watch: dying(when, n) }).append('room', 'a', keyed))
    const history = open()
    await history.append('room', 'a', keyed)
    expect(await textsOf(history, 'room')).toEqual(['a'])
  })

  test.each(deaths(5))('without a key it is there once or not at all (%s %i)', async (when, n) => {
    const { open } = await openAll()
    await untilDeath(open({ watch: dying(when, n) }).append('room', 'a', { retention: roomy }))
    const history = open()
    expect(['', 'a']).toContain((await textsOf(history, 'room')).join())
    await history.append('room', 'b', { retention: roomy })
    const { events } = await wholeOf(history, 'room')
    expect(events.map(({ offset }) => offset)).toEqual(events.map((_, index) => index + 1))
    expect(events.at(-1)?.text).toBe('b')
  })

  test('a key that was taken long before its event was is remembered from the event on', async () => {
    const { clock, open } = await openAll()
    await untilDeath(open({ watch: dying('before', 4) }).append('room', 'a', keyed))
    await clock.pass(590_000)
    const history = open()
    const first = await history.append('room', 'a', keyed)
    await clock.pass(299_000)
    expect(await history.append('room', 'a', keyed)).toEqual({ ...first, isDuplicate: true })
    expect(await textsOf(history, 'room')).toEqual(['a'])
  })
})

describe('an answer that is lost', () => {
  test.each([
    ['with a key', keyed],
    ['without one', { retention: roomy }],
  ])('an event that the table put twice is appended once, and is no duplicate (%s)', async (_, options) => {
    // The client of a table sends again what got no answer: here each put is sent twice.
    const { table } = await openTable({ clock: hurriedClock() })
    const put: typeof table.put = async (...row) => {
      await table.put(...row)
      return table.put(...row)
    }
    const history = dynamoHistory({ table: { ...table, put }, ids: systemIds(), api: 'hub' })
    for (const [index, text] of ['a', 'b'].entries()) {
      const appended = await history.append('room', text, { ...options, ...(index > 0 && { key: 'other' }) })
      expect(appended).toMatchObject({ isDuplicate: false, position: { offset: index + 1 } })
    }
    expect(await textsOf(history, 'room')).toEqual(['a', 'b'])
  })
})

describe('a topic that nobody uses', () => {
  const day = 86_400_000

  test('has another epoch once its events may have been deleted, and counts from one', async () => {
    const { clock, open } = await openAll()
    const history = open()
    await fill(history, 'room', 3)
    const { epoch } = (await wholeOf(history, 'room')).position
    await clock.pass(9 * day)
    const page = await wholeOf(history, 'room')
    expect(page).toMatchObject({ events: [], floor: 0, position: { offset: 0 } })
    expect(page.position.epoch > epoch).toBe(true)
    await fill(history, 'room', 2)
    expect(await textsOf(history, 'room')).toEqual(['1', '2'])
  })

  test('keeps its epoch as long as somebody asks for it', async () => {
    const { clock, open } = await openAll()
    const history = open()
    await fill(history, 'room', 3)
    const { position } = await wholeOf(history, 'room')
    for (let week = 0; week < 8; week += 1) {
      await clock.pass(3 * day)
      expect((await wholeOf(history, 'room')).position).toEqual(position)
    }
    const appended = await history.append('room', 'a', { retention: roomy })
    expect(appended.position).toEqual({ ...position, offset: 4 })
    expect(await textsOf(history, 'room')).toEqual(['a'])
  })

  test('goes on counting whatever was kept for how long', async () => {
    const { clock, open } = await openAll()
    const history = open()
    const long = { events: 300, ageMs: 30 * day }
    await history.append('room', 'long', { retention: long })
    await history.append('room', 'short', { retention: { events: 300, ageMs: 1_000 } })
    await clock.pass(20 * day)
    expect((await history.append('room', 'a', { retention: long })).position?.offset).toBe(3)
    expect(await textsOf(history, 'room', long)).toEqual(['long', 'short', 'a'])
  })
})
