import { describe, expect, test } from 'vitest'
import { historyContract } from '../../core/ports/history.contract.ts'
import { fill, hourMs, roomy, wholeOf } from '../../core/ports/history-under-test.fixture.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { openSqlite } from './driver.ts'
import { openSqliteStore } from './open.ts'
import { StoreError } from './store-error.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

historyContract('sqlite', async () => {
  const clock = movedClock()
  const store = await openSqliteStore(temporaryFolder())
  return { history: store.history({ clock, ids: systemIds(), api: 'hub' }), advance: clock.pass }
})

const text = 'x'.repeat(1_000)

async function bounded(maxBytes: number) {
  const clock = movedClock()
  const store = await openSqliteStore(temporaryFolder())
  return { history: store.history({ clock, ids: systemIds(), api: 'hub', maxBytes }), clock }
}

describe('sqlite history: its bound', () => {
  test('topics that were used longest ago lose their history, and their epoch', async () => {
    const { history, clock } = await bounded(5_000)
    const before = new Map<string, string>()
    for (const topic of ['a', 'b', 'c', 'd', 'e', 'f']) {
      before.set(topic, (await history.append(topic, text, { retention: roomy })).position?.epoch ?? '')
      await clock.pass(1)
    }
    const old = await wholeOf(history, 'a')
    expect(old).toMatchObject({ events: [], position: { offset: 0 } })
    expect(old.position.epoch).not.toBe(before.get('a'))
    const young = await wholeOf(history, 'f')
    expect(young.events).toHaveLength(1)
    expect(young.position.epoch).toBe(before.get('f'))
  })

  test('one topic alone is bounded too, and its newest event is kept', async () => {
    const { history } = await bounded(5_000)
    await fill(history, 'other', 1)
    for (let index = 0; index < 40; index += 1) await history.append('a', text, { retention: roomy })
    const { events, position, floor } = await wholeOf(history, 'a')
    expect(position.offset).toBe(40)
    expect(events.map(({ offset }) => offset)).toEqual(events.map((_, index) => floor + 1 + index))
    expect(events.length).toBeGreaterThanOrEqual(3)
    expect(events.length).toBeLessThanOrEqual(5)
  })

  test('topics that are only asked for take room too', async () => {
    const { history, clock } = await bounded(5_000)
    const { epoch } = (await wholeOf(history, 'a')).position
    for (let index = 0; index < 50; index += 1) {
      await clock.pass(1)
      await wholeOf(history, `${index}`)
    }
    await history.append('b', text, { retention: roomy })
    expect((await wholeOf(history, 'a')).position.epoch).not.toBe(epoch)
  })
})

describe('sqlite history: on disk', () => {
  test('no more rows are there than are kept and a few', async () => {
    const folder = temporaryFolder()
    const store = await openSqliteStore(folder)
    const history = store.history({ clock: movedClock(), ids: systemIds(), api: 'hub' })
    await fill(history, 'room', 1_000, { ...roomy, events: 50 })
    const database = await openSqlite(`${folder}/stoa.db`)
    const rows = database.prepare('SELECT count(*) AS n FROM history_events').get()
    expect(Number(rows?.n)).toBeLessThanOrEqual(50 + 128)
  })

  test('a topic that nobody uses for a week after its events are too old is deleted', async () => {
    const folder = temporaryFolder()
    const clock = movedClock()
    const store = await openSqliteStore(folder)
    const history = store.history({ clock, ids: systemIds(), api: 'hub' })
    await history.append('room', text, { retention: roomy, key: 'k' })
    await clock.pass(9 * 24 * hourMs)
    await wholeOf(history, 'other')
    const database = await openSqlite(`${folder}/stoa.db`)
    expect(database.prepare('SELECT * FROM history_events').all()).toEqual([])
    expect(database.prepare('SELECT topic FROM history_topics').all()).toHaveLength(1)
  })

  test('two APIs of one database have histories of their own', async () => {
    const store = await openSqliteStore(temporaryFolder())
    const [a, b] = ['a', 'b'].map((api) => store.history({ clock: movedClock(), ids: systemIds(), api }))
    await a?.append('room', 'in a', { retention: roomy })
    expect(b && (await wholeOf(b, 'room')).events).toEqual([])
  })

  test('an append that another process was ahead of fails, and can be tried again', async () => {
    const folder = temporaryFolder()
    const open = async () =>
      (await openSqliteStore(folder)).history({ clock: movedClock(), ids: systemIds(), api: 'hub' })
    const [first, second] = [await open(), await open()]
    await fill(first, 'room', 1)
    await fill(second, 'room', 1, roomy, 2)
    expect(() => first.append('room', '3', { retention: roomy })).toThrow(StoreError)
    await fill(first, 'room', 1, roomy, 3)
    expect((await wholeOf(first, 'room')).events.map((event) => event.text)).toEqual(['1', '2', '3'])
  })
})
