import { describe, expect, test } from 'vitest'
import { historyContract } from '../../core/ports/history.contract.ts'
import { roomy, wholeOf } from '../../core/ports/history-under-test.fixture.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { memoryHistory } from './history.ts'

historyContract('memory', () => {
  const clock = movedClock()
  return { history: memoryHistory({ clock, ids: systemIds() }), advance: clock.pass }
})

describe('memory history: its bound', () => {
  const bounded = (maxCharacters: number) =>
    memoryHistory({ clock: movedClock(), ids: systemIds(), maxCharacters })
  const text = 'x'.repeat(1_000)

  test('the topic that was used longest ago loses its history, and its epoch', async () => {
    const history = bounded(3_600)
    for (const topic of ['a', 'b']) await history.append(topic, text, { retention: roomy })
    const before = { a: await wholeOf(history, 'a'), b: await wholeOf(history, 'b') }
    await wholeOf(history, 'a')
    await history.append('c', text, { retention: roomy })
    expect(await wholeOf(history, 'a')).toEqual(before.a)
    const { events, position } = await wholeOf(history, 'b')
    expect(events).toEqual([])
    expect(position.offset).toBe(0)
    expect(position.epoch).not.toBe(before.b.position.epoch)
  })

  test('one topic alone is bounded too, and its newest event is kept', async () => {
    const history = bounded(2_500)
    for (let index = 0; index < 5; index += 1) await history.append('a', text, { retention: roomy })
    const page = await wholeOf(history, 'a')
    expect(page.events.map(({ offset }) => offset)).toEqual([4, 5])
    expect(page).toMatchObject({ floor: 3, position: { offset: 5 } })
    await history.append('a', 'x'.repeat(9_000), { retention: roomy })
    expect((await wholeOf(history, 'a')).events.map(({ offset }) => offset)).toEqual([6])
  })

  test('topics that are only asked for take room too', async () => {
    const history = bounded(2_000)
    const { epoch } = (await wholeOf(history, 'a')).position
    for (let index = 0; index < 50; index += 1) await wholeOf(history, `${index}`)
    expect((await wholeOf(history, 'a')).position.epoch).not.toBe(epoch)
  })
})
