import { describe, expect, test } from 'vitest'
import { allIn, idsIn, idsOf, openAll } from '../../core/ports/connections-under-test.fixture.ts'
import { placeOf, places } from '../../core/ports/members.ts'
import { dynamoUnderTest } from './connections.fixture.ts'
import { keyPart } from './key-part.ts'

const topic = 'channel:a'
const minuteMs = 60_000

/** A topic that was cut while its members came, with five of them in a partition at most. */
async function grownTopic(count: number) {
  const queries: string[] = []
  const subject = await dynamoUnderTest(5, {
    pageItems: 1_000,
    watch: { before: (command) => queries.push(command) },
  })
  const ids = idsOf(count)
  for (let from = 0; from < count; from += 20) {
    await openAll(subject.connections, ids.slice(from, from + 20), [topic])
    await subject.members.look(topic, 1)
    await subject.pass(minuteMs)
  }
  return { ...subject, ids, queries }
}

describe('a topic that is cut into partitions', () => {
  test('has all its members once, in all of its parts', async () => {
    const { members, ids } = await grownTopic(200)
    expect(await idsIn(members, topic)).toEqual(ids)
    const edges = [0, 7, places / 5, places / 3, places / 2, places - 1_000_000, places]
    for (const [index, from] of edges.slice(0, -1).entries()) {
      const to = edges[index + 1] ?? places
      const inside = ids.filter((id) => placeOf(id) >= from && placeOf(id) < to)
      expect(await idsIn(members, topic, { from, to })).toEqual(inside)
    }
  })

  test('is gone on with after any page', async () => {
    const { members, ids, again } = await grownTopic(60)
    const small = again({ pageItems: 3 }).members
    const got: string[] = []
    for await (const page of small.read(topic, { from: 0, to: places })) {
      got.push(...page.members.map(({ connectionId }) => connectionId))
      const rest = await idsIn(members, topic, { from: 0, to: places }, page.cursor)
      expect([...got, ...rest].toSorted()).toEqual(ids)
    }
  })

  test('is told at a glance as it is', async () => {
    const { members, ids } = await grownTopic(200)
    for (const limit of [1, 50, 199]) {
      const look = await members.look(topic, limit)
      expect(new Set(look.members.map(({ connectionId }) => connectionId)).size).toBe(limit)
      expect(look.about).toBeGreaterThan(100)
      expect(look.about).toBeLessThan(400)
    }
    const whole = await members.look(topic, 200)
    expect(whole.members.map(({ connectionId }) => connectionId).toSorted()).toEqual(ids)
    expect(whole.about).toBeUndefined()
  })

  test('is left by whoever joined when it was smaller or larger', async () => {
    const { connections, members, ids } = await grownTopic(100)
    for (const id of ids.filter((_, index) => index % 3 === 0)) {
      expect(await members.join(topic, id)).toBe('already')
      expect(await members.leave(topic, id)).toBe(true)
      expect(await members.has(topic, id)).toBe(false)
    }
    for (const id of ids.filter((_, index) => index % 3 === 1)) await connections.forget(id)
    expect(await idsIn(members, topic)).toEqual(ids.filter((_, index) => index % 3 === 2))
  })

  test('is read whole by who knew it when it was smaller, and joined by who still thinks so', async () => {
    const { connections, members, again } = await dynamoUnderTest(5, { pageItems: 1_000 })
    const other = again()
    const ids = idsOf(60)
    await openAll(other.connections, ids.slice(0, 20), [topic])
    await allIn(other.members, topic)
    await members.look(topic, 1)
    await openAll(connections, ids.slice(20, 40), [topic])
    await openAll(other.connections, ids.slice(40), [topic])
    for (const reader of [members, other.members]) {
      expect(await idsIn(reader, topic)).toEqual(ids)
      expect((await reader.look(topic, 60)).members).toHaveLength(60)
    }
  })

  test('is cut once, however many see that it is large', async () => {
    const { connections, members, again, queries } = await grownTopic(20)
    await openAll(connections, idsOf(60), [topic])
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([members, again().members, again().members].map((each) => each.look(topic, 1)))
    }
    queries.length = 0
    await members.look(topic, 1)
    expect(queries.filter((command) => command === 'UpdateItemCommand')).toEqual([])
  })

  test('spreads new members over its partitions', async () => {
    const { connections, members, ids, again } = await grownTopic(100)
    const queried: string[] = []
    await openAll(connections, ['one more'], [topic])
    expect(await idsIn(members, topic)).toEqual([...ids, 'one more'].toSorted())
    const watching = again({ pageItems: 1_000, watch: { before: (command) => queried.push(command) } })
    await allIn(watching.members, topic, { from: 0, to: places / 256 })
    // The marker, and one partition of each of the levels 0, 2 and 4 at least.
    expect(queried[0]).toBe('GetItemCommand')
    expect(queried.length).toBeGreaterThanOrEqual(4)
    expect(queried.length).toBeLessThanOrEqual(6)
  })
})

test('no two texts have one part of a key, and none leaves its place', () => {
  const texts = [
    '',
    'a',
    '#',
    '%',
    '%23',
    '%25',
    'a#b',
    'x'.repeat(401),
    `${'x'.repeat(400)}y`,
    '\ud800',
    '\ud801',
  ]
  const hashed = keyPart('')
  const parts = [...texts, hashed].map(keyPart)
  expect(new Set(parts).size).toBe(parts.length)
  expect(parts.every((part) => part !== '' && !part.includes('#') && Buffer.byteLength(part) <= 400)).toBe(
    true,
  )
})
