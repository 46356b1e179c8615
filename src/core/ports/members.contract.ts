import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import {
  allIn,
  type ConnectionsUnderTest,
  connectionOf,
  hostile,
  idsIn,
  idsOf,
  madeAt,
  maxTopics,
  openAll,
} from './connections-under-test.fixture.ts'
import { placeOf, places, type Segment } from './members.ts'

const halves: readonly Segment[] = [
  { from: 0, to: places / 2 },
  { from: places / 2, to: places },
]

/** What every engine of `Members` holds to. `open` gives one without connections. */
export function membersContract(engine: string, open: () => Later<ConnectionsUnderTest>): void {
  const withMembers = async (count: number, topic = 'channel:a') => {
    const subject = await open()
    const ids = idsOf(count)
    await openAll(subject.connections, ids, [topic])
    return { ...subject, ids }
  }

  describe(`${engine} members: in and out`, () => {
    test('who joins is a member until it leaves', async () => {
      const { connections, members } = await open()
      await connections.open(connectionOf('ada'), [])
      expect(await members.has('channel:a', 'ada')).toBe(false)
      expect(await members.join('channel:a', 'ada')).toBe('joined')
      expect(await members.has('channel:a', 'ada')).toBe(true)
      expect(await allIn(members, 'channel:a')).toEqual([{ connectionId: 'ada', connectedAt: madeAt }])
      expect(await members.leave('channel:a', 'ada')).toBe(true)
      expect(await members.has('channel:a', 'ada')).toBe(false)
      expect(await allIn(members, 'channel:a')).toEqual([])
    })

    test('joining twice is the same as joining once', async () => {
      const { connections, members } = await open()
      await connections.open(connectionOf('ada'), ['*'])
      expect(await members.join('*', 'ada')).toBe('already')
      expect(await members.join('channel:a', 'ada')).toBe('joined')
      expect(await members.join('channel:a', 'ada')).toBe('already')
      expect(await idsIn(members, 'channel:a')).toEqual(['ada'])
      expect(await members.leave('channel:a', 'ada')).toBe(true)
      expect(await idsIn(members, 'channel:a')).toEqual([])
    })

    test('who leaves what it is not in is told so', async () => {
      const { connections, members } = await open()
      await connections.open(connectionOf('ada'), ['*'])
      expect(await members.leave('channel:a', 'ada')).toBe(false)
      expect(await members.leave('*', 'ada')).toBe(true)
      expect(await members.leave('*', 'ada')).toBe(false)
      expect(await members.leave('*', 'nobody')).toBe(false)
    })

    test('who was never opened cannot join', async () => {
      const { members } = await open()
      expect(await members.join('channel:a', 'nobody')).toBe('gone')
      expect(await members.has('channel:a', 'nobody')).toBe(false)
      expect(await idsIn(members, 'channel:a')).toEqual([])
    })

    test('a connection is in so many topics and not in more, until it leaves one', async () => {
      const { connections, members } = await open()
      await connections.open(connectionOf('ada'), ['*'])
      for (let index = 1; index < maxTopics; index += 1) {
        expect(await members.join(`channel:${index}`, 'ada')).toBe('joined')
      }
      expect(await members.join('one more', 'ada')).toBe('full')
      expect(await idsIn(members, 'one more')).toEqual([])
      expect(await members.join('channel:1', 'ada')).toBe('already')
      await members.leave('channel:1', 'ada')
      expect(await members.join('one more', 'ada')).toBe('joined')
    })

    test('however many it joins at once, a connection is in so many', async () => {
      const { connections, members } = await open()
      await connections.open(connectionOf('ada'), [])
      const topics = Array.from({ length: 2 * maxTopics }, (_, index) => `channel:${index}`)
      const answers = await Promise.all(topics.map((topic) => members.join(topic, 'ada')))
      expect(answers.filter((answer) => answer === 'joined')).toHaveLength(maxTopics)
      for (const [index, topic] of topics.entries()) {
        expect(await idsIn(members, topic)).toEqual(answers[index] === 'joined' ? ['ada'] : [])
      }
    })

    test('who joins and leaves at the same time is in it or not, for everyone alike', async () => {
      const { connections, members } = await open()
      await connections.open(connectionOf('ada'), [])
      for (let round = 0; round < 10; round += 1) {
        await Promise.all([
          members.join('channel:a', 'ada'),
          members.leave('channel:a', 'ada'),
          members.join('channel:a', 'ada'),
        ])
        const isIn = await members.has('channel:a', 'ada')
        expect(await idsIn(members, 'channel:a')).toEqual(isIn ? ['ada'] : [])
      }
    })

    test('every topic is its own', async () => {
      const { connections, members } = await open()
      for (const [index, topic] of hostile.entries()) {
        await connections.open(connectionOf(`${index}`), [])
        expect(await members.join(topic, `${index}`)).toBe('joined')
      }
      for (const [index, topic] of hostile.entries()) {
        expect(await idsIn(members, topic)).toEqual([`${index}`])
        expect(await members.has(topic, `${index}`)).toBe(true)
        expect(await members.has(topic, `${index + 1}`)).toBe(false)
        await connections.forget(`${index}`)
        expect(await idsIn(members, topic)).toEqual([])
      }
    })
  })

  describe(`${engine} members: at a glance`, () => {
    test('all members are there if they are not more than asked for', async () => {
      const { members, ids } = await withMembers(20)
      for (const limit of [20, 21, 100]) {
        const look = await members.look('channel:a', limit)
        expect(look.members.map(({ connectionId }) => connectionId).toSorted()).toEqual(ids)
        expect(look.about).toBeUndefined()
      }
    })

    test('of more there are as many as asked for, and about how many there are', async () => {
      const { members, ids } = await withMembers(240)
      for (const limit of [1, 20, 60, 239]) {
        const look = await members.look('channel:a', limit)
        expect(new Set(look.members.map(({ connectionId }) => connectionId)).size).toBe(limit)
        expect(look.members.every(({ connectionId }) => ids.includes(connectionId))).toBe(true)
        expect(look.about).toBeGreaterThan(120)
        expect(look.about).toBeLessThan(480)
      }
    })

    test('a topic that nobody is in has no members', async () => {
      const { members } = await open()
      expect(await members.look('channel:a', 10)).toEqual({ members: [] })
    })
  })

  describe(`${engine} members: in parts`, () => {
    test('everybody is in a topic once, in pages of 50 at most', async () => {
      const { members, ids } = await withMembers(120)
      for await (const page of members.read('channel:a', { from: 0, to: places })) {
        expect(page.members.length).toBeGreaterThan(0)
        expect(page.members.length).toBeLessThanOrEqual(50)
      }
      expect(await idsIn(members, 'channel:a')).toEqual(ids)
    })

    test('parts have those whose place is in them', async () => {
      const { members, ids } = await withMembers(60)
      const edges = [0, 1, 1_000_000_000, 2_000_000_000, places / 2, 3_000_000_001, places - 1, places]
      for (const [index, from] of edges.slice(0, -1).entries()) {
        const to = edges[index + 1] ?? places
        const inside = ids.filter((id) => placeOf(id) >= from && placeOf(id) < to)
        expect(await idsIn(members, 'channel:a', { from, to })).toEqual(inside)
      }
    })

    test('a part that begins or ends at somebody has the one it begins at', async () => {
      const { members, ids } = await withMembers(5)
      for (const id of ids) {
        const place = placeOf(id)
        expect(await idsIn(members, 'channel:a', { from: place, to: place + 1 })).toEqual([id])
        expect(await idsIn(members, 'channel:a', { from: place, to: place })).toEqual([])
        expect(await idsIn(members, 'channel:a', { from: 0, to: place })).not.toContain(id)
      }
    })

    test('who goes on after a page gets the rest', async () => {
      const { members, ids } = await withMembers(106)
      for (const half of halves) {
        const whole = ids.filter((id) => placeOf(id) >= half.from && placeOf(id) < half.to)
        const got: string[] = []
        for await (const { members: page, cursor } of members.read('channel:a', half)) {
          got.push(...page.map(({ connectionId }) => connectionId))
          const rest = await idsIn(members, 'channel:a', half, cursor)
          expect([...got, ...rest].toSorted()).toEqual(whole)
        }
      }
    })

    test('who was there all the time is read, whoever comes and goes', async () => {
      const { connections, members, ids } = await withMembers(110)
      const [stay, go] = [ids.slice(0, 80), ids.slice(80)]
      const got: string[] = []
      for await (const page of members.read('channel:a', { from: 0, to: places })) {
        got.push(...page.members.map(({ connectionId }) => connectionId))
        for (const id of go.splice(0, 8)) await connections.forget(id)
        await openAll(connections, [`new ${got.length}`], ['channel:a'])
      }
      expect(got.filter((id) => stay.includes(id)).toSorted()).toEqual(stay)
    })

    test('members are spread evenly over the places', () => {
      const ids = idsOf(4_000)
      for (let part = 0; part < 16; part += 1) {
        const inside = ids.filter((id) => Math.floor((placeOf(id) / places) * 16) === part)
        expect(inside.length).toBeGreaterThan(190)
        expect(inside.length).toBeLessThan(310)
      }
    })
  })
}
