import { describe, expect, test } from 'vitest'
import { presenceContract } from '../../core/ports/presence.contract.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoPresence } from './presence.ts'
import { personKey, personRow, presencePk } from './presence-rows.ts'

presenceContract('dynamodb', async () =>
  dynamoPresence({ ...(await openTable({ pageItems: 40 })), api: 'hub' }),
)

test('the row of somebody who comes back all day does not grow', async () => {
  const { table } = await openTable()
  const presence = dynamoPresence({ table, api: 'hub' })
  const person = { id: 'ada', name: 'Ada' }
  const row = async () => personRow((await table.get(personKey(presencePk('hub', 'room'), 'ada'))) ?? {})
  for (let at = 0; at < 60; at += 1) {
    const now = 1_000 + at * 10_000
    const { isNew, gone } = await presence.enter(
      'room',
      { connectionId: `c${at}`, person },
      now + 60_000,
      now,
    )
    expect({ isNew, gone }).toEqual({ isNew: at === 0, gone: [] })
    await presence.leave('room', `c${at}`, now + 15_000, now)
  }
  const { stays, since } = await row()
  expect(stays.size).toBeLessThan(40)
  expect(since).toBe(1_000)
})

describe('a crowd', () => {
  const [now, lease] = [1_700_000_000_000, 1_700_000_060_000]
  const somebody = (id: string) => ({ connectionId: `c-${id}`, person: { id, name: id } })

  async function crowd(size: number) {
    const costs = { items: 0 }
    const { again } = await openTable()
    const table = again({ pageItems: Number.POSITIVE_INFINITY })
    const page: typeof table.page = async (range) => {
      const read = await table.page(range)
      costs.items += read.items.length
      return read
    }
    const presence = dynamoPresence({ table: { ...table, page }, api: 'hub' })
    const ids = Array.from({ length: size }, (_, at) => `p${at}`)
    for (let from = 0; from < size; from += 50) {
      const some = ids.slice(from, from + 50)
      await Promise.all(some.map((id) => presence.enter('room', somebody(id), lease, now)))
    }
    /** Later than when it was counted first. */
    await presence.keep('room', [], lease, now + 30_000)
    costs.items = 0
    return { presence, ids, costs }
  }

  test('is not read for each who comes, stays or goes, and how many there are is right', async () => {
    const { presence, costs } = await crowd(300)
    const at = now + 31_000
    const came = await presence.enter('room', somebody('x'), lease, at)
    expect(came).toEqual({ isNew: true, count: 301, gone: [] })
    expect(await presence.enter('room', somebody('x'), lease, at)).toMatchObject({ isNew: false, count: 301 })
    const kept = await presence.keep('room', ['c-x', 'c-p7', 'c-y'], lease + 1, at)
    expect(kept).toEqual({ count: 301, gone: [], missing: ['c-y'] })
    const gone = [{ id: 'x', name: 'x' }]
    expect(await presence.leave('room', 'c-x', at, at)).toEqual({ count: 300, gone })
    expect(await presence.leave('room', 'c-x', at, at)).toEqual({ count: 300, gone: [] })
    expect(costs.items).toBeLessThanOrEqual(5 * 64)
  })

  test('is counted again by one of those who look after 20 s', async () => {
    const { presence, costs } = await crowd(300)
    const looks = Array.from({ length: 10 }, () => presence.keep('room', [], lease, now + 51_000))
    const counts = (await Promise.all(looks)).map(({ count }) => count)
    expect(new Set(counts)).toEqual(new Set([300]))
    expect(costs.items).toBeLessThan(1_300)
  })

  test('whose time is over is told of, each once, and is none any more then', async () => {
    const { presence, ids } = await crowd(300)
    await presence.keep('room', ['c-p5'], lease + 60_000, now + 59_000)
    const told: string[] = []
    for (let round = 0; round < 5; round += 1) {
      const calls = [1, 2].map((at) => presence.keep('room', [], lease, lease + round * 20_001 + at))
      for (const { gone } of await Promise.all(calls)) told.push(...gone.map(({ id }) => id))
    }
    expect(told.toSorted()).toEqual(ids.toSorted())
    expect(await presence.enter('room', somebody('y'), lease + 300_000, lease + 200_000)).toEqual({
      isNew: true,
      count: 1,
      gone: [],
    })
  })
})
