import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { systemClock } from '../system/clock.ts'
import { age, openHistoryNode } from './history.fixture.ts'
import { silent } from './node-channel.fixture.ts'
import { openRedis } from './open-redis.ts'
import { freshPrefix, openedRedis } from './opened-redis.fixture.ts'
import type { Redis } from './redis.ts'
import { redisProcess } from './redis-process.fixture.ts'

const patience = { timeout: 8_000, interval: 10 }
const retention = { events: 50, ageMs: 60 * 60_000 }
const kept = { retention }
const unkept = { retention: { events: 0, ageMs: 0 } }

async function twoNodes() {
  const prefix = freshPrefix()
  const one = await openHistoryNode(await openedRedis(prefix))
  const other = await openHistoryNode(await openedRedis(prefix))
  await one.backplane.subscribe('room')
  return { one, other }
}

type Node = Awaited<ReturnType<typeof openHistoryNode>>

/** End the connection of a node, as seen from another one. */
async function cutOff({ redis }: Node, by: Node): Promise<void> {
  const id = await redis.command('any', ['CLIENT', 'ID'])
  await by.redis.command('any', ['CLIENT', 'KILL', 'ID', String(id)])
}

const isWell = (redis: Pick<Redis, 'problem'>) =>
  vi.waitFor(() => expect(redis.problem()).toBeUndefined(), patience)

const texts = ({ handed }: Node): string => handed.map(({ text }) => text).join('')
const offsets = ({ handed }: Node): string => handed.map(({ at }) => at.split(':').at(-1)).join(' ')

describe('a node that was cut off', () => {
  test('is handed what was kept meanwhile, however much, in order and once', async () => {
    const { one, other } = await twoNodes()
    await other.history.append('room', 'a', kept)
    await one.backplane.settled('room')
    await cutOff(one, other)
    const many = { retention: { ...retention, events: 200 } }
    for (let index = 2; index <= 100; index += 1) await other.history.append('room', 'x', many)
    await isWell(one.redis)
    await other.history.append('room', 'z', many)
    await one.backplane.settled('room')
    expect(texts(one)).toBe(`a${'x'.repeat(99)}z`)
    expect(offsets(one)).toBe(Array.from({ length: 101 }, (_, index) => index + 1).join(' '))
    expect(one.counts.gaps).toBe(0)
  })

  test('counts a gap when something is not kept any more, and is handed the rest', async () => {
    const { one, other } = await twoNodes()
    await other.history.append('room', 'a', kept)
    await one.backplane.settled('room')
    await cutOff(one, other)
    const few = { retention: { ...retention, events: 2 } }
    for (const text of ['b', 'c', 'd', 'e']) await other.history.append('room', text, few)
    await vi.waitFor(() => expect(texts(one)).toMatch(/e$/), patience)
    await isWell(one.redis)
    // It may have been back before all of them were appended.
    const missed = 5 - one.handed.length
    expect(one.counts.gaps).toBe(missed > 0 ? 1 : 0)
    expect(offsets(one)).toMatch(/^1 .*4 5$/)
  })

  test('is handed what came after history was lost', async () => {
    const { one, other } = await twoNodes()
    await other.history.append('room', 'a', kept)
    await one.backplane.settled('room')
    await cutOff(one, other)
    for (const kind of ['events', 'place']) {
      const key = other.redis.key(kind, '/chat:room')
      await other.redis.command(key, ['DEL', key])
    }
    await other.history.append('room', 'b', kept)
    await vi.waitFor(() => expect(texts(one)).toBe('ab'), patience)
    expect(offsets(one)).toBe('1 1')
    expect(new Set(one.handed.map(({ at }) => at)).size).toBe(2)
  })

  test('is handed what is not kept, from the log', async () => {
    const { one, other } = await twoNodes()
    await other.history.append('room', 'a', unkept)
    await one.backplane.settled('room')
    await cutOff(one, other)
    await other.history.append('room', 'b', unkept)
    await other.history.append('room', 'c', { ...unkept, key: 'k' })
    await other.history.append('room', 'c', { ...unkept, key: 'k' })
    await isWell(one.redis)
    await one.backplane.settled('room')
    expect(texts(one)).toBe('abc')
    expect(one.handed.every(({ at }) => at === 'nowhere')).toBe(true)
  })

  test('that had heard nothing is handed what came since it listened', async () => {
    const prefix = freshPrefix()
    const other = await openHistoryNode(await openedRedis(prefix))
    await other.history.append('room', 'before', kept)
    const one = await openHistoryNode(await openedRedis(prefix))
    await one.backplane.subscribe('room')
    await cutOff(one, other)
    await other.history.append('room', 'after', kept)
    await vi.waitFor(() => expect(texts(one)).toBe('after'), patience)
  })
})

describe('an append whose answer is lost', () => {
  /** The script is run, and nothing is heard of it. */
  const deaf = (redis: Redis): Redis => ({
    ...redis,
    async script(...script) {
      await redis.script(...script)
      throw new Unavailable('it went away')
    },
  })

  test('is answered on another node as it was, and is there once', async () => {
    const prefix = freshPrefix()
    const dead = await openHistoryNode(deaf(await openedRedis(prefix)))
    const other = await openHistoryNode(await openedRedis(prefix))
    await other.backplane.subscribe('room')
    const options = { ...kept, key: 'k', note: 'mine' }
    await expect(dead.history.append('room', 'a', options)).rejects.toThrow(Unavailable)
    await other.history.append('room', 'b', kept)
    const again = await other.history.append('room', 'a', { ...options, note: 'another' })
    expect(again).toMatchObject({ isDuplicate: true, note: 'mine', position: { offset: 1 } })
    await other.backplane.settled('room')
    expect(texts(other)).toBe('ab')
  })

  test('is acknowledged when it comes back all the same', async () => {
    const prefix = freshPrefix()
    const node = await openHistoryNode(deaf(await openedRedis(prefix)))
    await node.backplane.subscribe('room')
    const appended = await node.history.append('room', 'a', { ...kept, note: 'n' })
    expect(appended).toMatchObject({ isDuplicate: false, note: 'n', position: { offset: 1 } })
  })
})

test('an append is acknowledged before its copy is handed out at the end of the turn, and all keep their order', async () => {
  const told: string[] = []
  const copy = (text: string): void => void setImmediate(() => told.push(`copy ${text}`))
  const node = await openHistoryNode(await openedRedis(), copy)
  await node.backplane.subscribe('room')
  const names = Array.from({ length: 50 }, (_, index) => `${index}`)
  for (const name of names) {
    const key = Number(name) % 5 === 1 ? `${Number(name) - 1}` : name
    void Promise.resolve(node.history.append('room', name, { ...kept, key })).then(({ isDuplicate }) =>
      told.push(`${isDuplicate ? 'again' : 'ack'} ${name}`),
    )
    if (Number(name) % 7 === 0) await node.backplane.settled('room')
  }
  await node.backplane.settled('room')
  await new Promise((resolve) => setImmediate(resolve))
  const of = (kind: string) => told.filter((line) => line.startsWith(kind)).map((line) => line.split(' ')[1])
  expect(of('copy')).toEqual(names.filter((name) => Number(name) % 5 !== 1))
  expect(of('ack')).toEqual(of('copy'))
  expect(of('again')).toHaveLength(10)
  for (const name of of('copy'))
    expect(told.indexOf(`ack ${name}`)).toBeLessThan(told.indexOf(`copy ${name}`))
})

test('events keep their order among what else is published to the topic', async () => {
  const node = await openHistoryNode(await openedRedis())
  await node.backplane.subscribe('room')
  const handedOn = ['a', 'B', 'c', 'D', 'e'].map((text) =>
    text === text.toUpperCase()
      ? node.backplane.publish('room', Buffer.from(text))
      : node.history.append('room', text, kept),
  )
  await Promise.all(handedOn)
  await node.backplane.settled('room')
  expect(texts(node)).toBe('aBcDe')
})

test('the epoch is another one behind a server that may have lost the newest, and what is there is handed on once', async () => {
  const server = await redisProcess({ keeps: true })
  onTestFinished(() => server.stop())
  const open = async () => {
    const redis = await openRedis({ url: server.url, stage: 'poc', clock: systemClock(), log: silent })
    onTestFinished(() => redis.close())
    return openHistoryNode(redis)
  }
  const [one, other] = [await open(), await open()]
  await one.backplane.subscribe('room')
  const first = await other.history.append('room', 'a', { ...kept, key: 'k' })
  await one.backplane.settled('room')
  await server.kill()
  await expect(other.history.append('room', 'lost', kept)).rejects.toThrow(Unavailable)
  await server.start()
  await Promise.all([isWell(one.redis), isWell(other.redis)])
  const second = await other.history.append('room', 'b', kept)
  const again = await other.history.append('room', 'a', { ...kept, key: 'k' })
  await one.backplane.settled('room')
  expect(again).toEqual({ ...first, isDuplicate: true })
  expect(second.position?.offset).toBe(2)
  expect(second.position?.epoch).not.toBe(first.position?.epoch)
  expect(texts(one)).toBe('ab')
  const { events, floor } = await other.history.read('room', { after: 0, limit: 9, maxBytes: 99 }, retention)
  expect(events.map(({ text }) => text)).toEqual(['a', 'b'])
  expect(floor).toBe(0)
})

test('an epoch outlives its events by days, and a topic that nobody uses goes', async () => {
  const redis = await openedRedis()
  const { history } = await openHistoryNode(redis)
  const read = () => history.read('room', { after: 0, limit: 9, maxBytes: 99 }, retention)
  await history.append('room', 'a', { ...kept, key: 'k' })
  const { position } = await read()
  await age(redis, 6 * 24 * 60 * 60_000)
  expect(await read()).toEqual({ events: [], position, floor: 1 })
  await age(redis, 8 * 24 * 60 * 60_000)
  const keys = await redis.command('x', ['KEYS', `${redis.key('x', '').split(':')[0]}:*`])
  expect(keys).toEqual([])
})
