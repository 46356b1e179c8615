import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import { hostile } from './connections-under-test.fixture.ts'
import type { Attendance, Attendee, Person, Presence } from './presence.ts'

/** Now, in these tests. */
const now = 1_700_000_000_000
const lease = now + 60_000
const mostGone = 100

const personOf = (id: string, name = `Name of ${id}`): Person => ({ id, name })
const ada = personOf('ada')
const bob = personOf('bob')
const on = (connectionId: string, person: Person): Attendee => ({ connectionId, person })

/** What every engine of `Presence` holds to. `open` gives one that nobody is in. */
export function presenceContract(engine: string, open: () => Later<Presence>): void {
  describe(`${engine} presence: coming and going`, () => {
    test('who comes is new, and a second connection is nobody new', async () => {
      const presence = await open()
      expect(await presence.enter('room', on('a1', ada), lease, now)).toEqual({
        isNew: true,
        count: 1,
        gone: [],
      })
      expect(await presence.enter('room', on('a2', ada), lease, now)).toEqual({
        isNew: false,
        count: 1,
        gone: [],
      })
      expect(await presence.enter('room', on('b1', bob), lease, now)).toEqual({
        isNew: true,
        count: 2,
        gone: [],
      })
    })

    test('somebody has gone when the last connection has', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      await presence.enter('room', on('a2', ada), lease, now)
      expect(await presence.leave('room', 'a1', now, now)).toEqual({ count: 1, gone: [] })
      expect(await presence.leave('room', 'a2', now, now)).toEqual({ count: 0, gone: [ada] })
      expect(await presence.list('room', 10, now)).toEqual({ people: [], count: 0 })
      expect(await presence.enter('room', on('a1', ada), lease, now)).toMatchObject({ isNew: true, gone: [] })
    })

    test('leaving twice, and leaving what one is not in, changes nothing', async () => {
      const presence = await open()
      expect(await presence.leave('room', 'a1', now, now)).toEqual({ count: 0, gone: [] })
      await presence.enter('room', on('a1', ada), lease, now)
      await presence.enter('room', on('b1', bob), lease, now)
      expect(await presence.leave('room', 'x', now, now)).toEqual({ count: 2, gone: [] })
      expect(await presence.leave('room', 'a1', now, now)).toEqual({ count: 1, gone: [ada] })
      expect(await presence.leave('room', 'a1', now, now)).toEqual({ count: 1, gone: [] })
    })

    test('who leaves with a grace is there until it ends', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      expect(await presence.leave('room', 'a1', now + 15_000, now)).toEqual({ count: 1, gone: [] })
      expect(await presence.list('room', 10, now + 14_999)).toEqual({ people: [ada], count: 1 })
      expect(await presence.list('room', 10, now + 15_000)).toEqual({ people: [], count: 0 })
      expect(await presence.leave('room', 'x', now, now + 15_000)).toEqual({ count: 0, gone: [ada] })
    })

    test('who comes back within the grace is not new, and does not go', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      await presence.leave('room', 'a1', now + 15_000, now)
      expect(await presence.enter('room', on('a2', ada), lease, now + 5_000)).toEqual({
        isNew: false,
        count: 1,
        gone: [],
      })
      expect(await presence.leave('room', 'x', now, now + 16_000)).toEqual({ count: 1, gone: [] })
    })

    test('a grace does not make a deadline later', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), now + 1_000, now)
      await presence.leave('room', 'a1', now + 15_000, now)
      expect(await presence.list('room', 10, now + 1_000)).toEqual({ people: [], count: 0 })
    })

    test('who comes back after the deadline has gone and is new', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      expect(await presence.enter('room', on('a2', ada), lease + 60_000, lease)).toEqual({
        isNew: true,
        count: 1,
        gone: [ada],
      })
    })

    test('of the connections of somebody that come at once, one is new', async () => {
      const presence = await open()
      const entered = await Promise.all(
        ['a1', 'a2', 'a3', 'a4', 'a5'].map((id) => presence.enter('room', on(id, ada), lease, now)),
      )
      expect(entered.filter(({ isNew }) => isNew)).toHaveLength(1)
      expect(await presence.list('room', 10, now)).toEqual({ people: [ada], count: 1 })
    })
  })

  describe(`${engine} presence: deadlines`, () => {
    test('somebody is listed until the deadline, and not at it', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      expect(await presence.list('room', 10, lease - 1)).toEqual({ people: [ada], count: 1 })
      expect(await presence.list('room', 10, lease)).toEqual({ people: [], count: 0 })
    })

    test('entering again moves the deadline, and the name', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      const renamed = personOf('ada', 'Countess')
      expect(await presence.enter('room', on('a1', renamed), lease + 5_000, now + 5_000)).toMatchObject({
        isNew: false,
        gone: [],
      })
      expect(await presence.list('room', 10, lease)).toEqual({ people: [renamed], count: 1 })
      expect(await presence.leave('room', 'a1', now, now + 6_000)).toEqual({ count: 0, gone: [renamed] })
    })

    test('who is kept stays, and who is over or unknown is missing', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      await presence.enter('room', on('b1', bob), lease - 1, now)
      const kept = await presence.keep('room', ['a1', 'b1', 'x'], lease + 60_000, lease - 1)
      expect(kept).toEqual({ count: 1, gone: [bob], missing: ['b1', 'x'] })
      expect(await presence.list('room', 10, lease + 59_999)).toEqual({ people: [ada], count: 1 })
    })

    test('keeping nobody takes out who is over', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      expect(await presence.keep('room', [], lease, now)).toEqual({ count: 1, gone: [], missing: [] })
      expect(await presence.keep('room', [], lease, lease)).toEqual({ count: 0, gone: [ada], missing: [] })
      expect(await presence.keep('nowhere', ['a1'], lease, now)).toEqual({
        count: 0,
        gone: [],
        missing: ['a1'],
      })
    })

    test('a chunk of connections is kept in one call', async () => {
      const presence = await open()
      const ids = Array.from({ length: 60 }, (_, index) => `${index}`)
      for (const id of ids) await presence.enter('room', on(id, personOf(`p${Number(id) % 40}`)), lease, now)
      const kept = await presence.keep('room', ids, lease + 1_000, now)
      expect(kept).toEqual({ count: 40, gone: [], missing: [] })
      expect((await presence.list('room', 100, lease)).count).toBe(40)
    })

    test('each of many who have gone is told to one caller', async () => {
      const presence = await open()
      const ids = Array.from({ length: 130 }, (_, index) => `${index}`)
      for (const id of ids) await presence.enter('room', on(id, personOf(id)), lease, now)
      const told: Attendance[] = []
      for (let round = 0; round < 4; round += 1) {
        const calls = ['x', 'y'].map((id) => presence.leave('room', id, lease, lease))
        told.push(...(await Promise.all(calls)))
      }
      for (const { gone } of told) expect(gone.length).toBeLessThanOrEqual(mostGone)
      expect(told.flatMap(({ gone }) => gone.map(({ id }) => id)).toSorted()).toEqual(ids.toSorted())
      expect(told.at(-1)).toEqual({ count: 0, gone: [] })
    })
  })

  describe(`${engine} presence: a list`, () => {
    test('who came first comes first, and so many at most', async () => {
      const presence = await open()
      const ids = ['d', 'b', 'c', 'a']
      for (const [index, id] of ids.entries()) {
        await presence.enter('room', on(`${id}1`, personOf(id)), lease, now + index)
      }
      await presence.enter('room', on('d2', personOf('d')), lease, now + 9)
      await presence.leave('room', 'd1', now, now + 9)
      const { people, count } = await presence.list('room', 10, now + 9)
      expect(people.map(({ id }) => id)).toEqual(ids)
      expect(count).toBe(4)
      expect(await presence.list('room', 2, now + 9)).toEqual({
        people: [personOf('d'), personOf('b')],
        count: 4,
      })
      expect(await presence.list('room', 0, now + 9)).toEqual({ people: [], count: 4 })
    })

    test('who was away and came back comes last', async () => {
      const presence = await open()
      await presence.enter('room', on('a1', ada), lease, now)
      await presence.enter('room', on('b1', bob), lease, now + 1)
      await presence.leave('room', 'a1', now + 2, now + 2)
      await presence.enter('room', on('a1', ada), lease, now + 3)
      expect((await presence.list('room', 10, now + 4)).people).toEqual([bob, ada])
    })

    test('every topic, connection and person is its own', async () => {
      const presence = await open()
      for (const [index, id] of hostile.entries()) {
        await presence.enter(id, on(id, personOf(id, id)), lease, now)
        await presence.enter('room', on(id, personOf(id, id)), lease, now + index)
      }
      for (const [index, id] of hostile.entries()) {
        expect(await presence.list(id, 10, now)).toEqual({ people: [personOf(id, id)], count: 1 })
        const left = await presence.leave('room', id, now, now)
        expect(left).toEqual({ count: hostile.length - index - 1, gone: [personOf(id, id)] })
      }
    })
  })
}
