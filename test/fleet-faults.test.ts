import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { upgradeStatus } from './support/client.ts'
import { type Cut, startCut } from './support/cut.ts'
import { entityUpdated, putEvents, welcome } from './support/events.ts'
import {
  acked,
  chatter,
  device,
  hostSays,
  listed,
  lobbyVisitor,
  message,
  said,
  webVisitor,
} from './support/fleet-clients.ts'
import {
  away,
  become,
  type Crowd,
  crowd,
  endLoad,
  type Finished,
  fine,
  nodeFor,
  noticedWithinMs,
  tooLong,
} from './support/fleet-crowd.ts'
import { type Outage, outageOf } from './support/fleet-load.ts'
import { type RedisOptions, startRedis, type TestRedis } from './support/redis.ts'
import type { TestServer } from './support/server.ts'

/** How long something is away. More than a minute is longer than logs live. */
const faultMs = 4_000
const backWithinMs = 3_000

async function redisFor({ onTestFinished }: Finished, options: RedisOptions = {}): Promise<TestRedis> {
  const redis = await startRedis(options)
  onTestFinished(() => redis.stop())
  return redis
}

async function roadTo({ port }: TestRedis, { onTestFinished }: Finished): Promise<Cut & { url: string }> {
  const road = await startCut(port)
  onTestFinished(() => road.stop())
  return { ...road, url: `redis://127.0.0.1:${road.port}` }
}

interface Fault {
  begin(): unknown
  end(): unknown
}

/** A fault that is mended after a while, and whom it concerns. What the publisher saw of it is told. */
async function through(all: Crowd, concerned: readonly TestServer[], { begin, end }: Fault): Promise<Outage> {
  const from = performance.now()
  await begin()
  const over = pause(faultMs)
  await become(concerned, away, noticedWithinMs)
  await over
  const to = performance.now()
  await end()
  await become([all.a, all.b], fine, backWithinMs)
  await endLoad(all)
  return outageOf(all.speaker.sent, from, to)
}

/** Every answer of Redis takes so long, in milliseconds, and catching up takes several of them. */
const slowMs = 100

describe.concurrent('what was accepted is heard once and in order, and no socket ends', () => {
  test('when Redis is killed and comes back with what it has written', async (context) => {
    const redis = await redisFor(context, { config: ['appendonly yes', 'appendfsync always'] })
    const all = await crowd(context, { a: redis.url, b: redis.url })
    const fault = { begin: () => redis.kill(), end: () => redis.restart() }
    expect(tooLong(await through(all, [all.a, all.b], fault), backWithinMs)).toEqual([])
  })

  test('when Redis stands still', async (context) => {
    const redis = await redisFor(context)
    const all = await crowd(context, { a: redis.url, b: redis.url })
    const fault = { begin: () => redis.pause(), end: () => redis.resume() }
    expect(tooLong(await through(all, [all.a, all.b], fault), backWithinMs)).toEqual([])
  })

  const cuts = ['cut', 'blackHole'] as const

  test.for(cuts)('at a %s between Redis and the node that hears', async (how, context) => {
    const redis = await redisFor(context)
    const road = await roadTo(redis, context)
    const all = await crowd(context, { a: redis.url, b: road.url })
    const { refused } = await through(all, [all.b], { begin: () => road[how](), end: () => road.mend() })
    expect(refused).toBe(0)
  })

  test('when the network of the node that hears goes again while it catches up', async (context) => {
    const redis = await redisFor(context)
    const road = await roadTo(redis, context)
    const all = await crowd(context, { a: redis.url, b: road.url })
    road.delay(slowMs / 2)
    await road.cut()
    await become([all.b], away, noticedWithinMs)
    await pause(faultMs)
    for (const answers of [2.5, 3.5, 4.5]) {
      await road.mend()
      await become([all.b], fine, 10_000)
      await pause(answers * slowMs)
      await road.cut()
    }
    await road.mend()
    await become([all.b], fine, 10_000)
    await endLoad(all)
    expect(all.speaker.sent.every(({ reply }) => reply === 'accepted')).toBe(true)
  })

  test.for(cuts)('at a %s between Redis and the node that talks', async (how, context) => {
    const redis = await redisFor(context)
    const road = await roadTo(redis, context)
    const all = await crowd(context, { a: road.url, b: redis.url })
    const fault = { begin: () => road[how](), end: () => road.mend() }
    expect(tooLong(await through(all, [all.a], fault), backWithinMs)).toEqual([])
  })
})

test('a Redis that comes back with nothing has a fleet that works, and still knows who is there', async (context) => {
  const redis = await redisFor(context)
  const [a, b] = [await nodeFor(context, redis.url), await nodeFor(context, redis.url)]
  const [ada, bob] = [await chatter(a, 'Ada', 'c'), await chatter(b, 'Bob', 'c')]
  const [here, there] = [await webVisitor(a), await webVisitor(b)]
  const [inLobby, subscribed] = [await lobbyVisitor(a), await device(b, 'ada', 'e')]
  await redis.kill()
  await become([a, b], away, noticedWithinMs)
  ada.send(message('c', 'lost'))
  expect(await ada.next()).toBe('{"error":"Service unavailable; try again"}')
  expect(await upgradeStatus(`${a.wsUrl}/LATEST`)).toBe(503)
  expect((await fetch(`${a.url}/prod/login-as-guest`)).status).toBe(503)
  await redis.restart()
  await become([a, b], fine, backWithinMs)

  ada.send(message('c', 'hi'))
  expect(await ada.take(2)).toEqual([acked('c', 'hi'), said('Ada', 'hi', 'c')])
  expect(await bob.next()).toBe(said('Ada', 'hi', 'c'))
  const carol = await chatter(b, 'Carol', 'c')
  carol.send(message('c', 'new here'))
  expect(await ada.next()).toBe(said('Carol', 'new here', 'c'))
  expect(await listed(here)).toEqual([here.id, there.id].sort())
  here.send({ action: 'chat', connection: there.id, message: 'Yo!' })
  expect(await there.next()).toBe('Yo!')
  const visitor = await lobbyVisitor(b)
  expect(await inLobby.next()).toBe(hostSays(`${visitor.name} joined`))
  await putEvents(a, entityUpdated({ entityId: 'e' }))
  expect(await subscribed.next()).toContain('Entity Updated')
})

test('a connection of a node that is cut off from Redis is unavailable, and not gone', async (context) => {
  const redis = await redisFor(context)
  const road = await roadTo(redis, context)
  const [a, b] = [await nodeFor(context, redis.url), await nodeFor(context, road.url)]
  const [ada, bob] = [await webVisitor(a), await webVisitor(b)]
  const post = async (node: TestServer, to: string): Promise<number> => {
    const target = `${node.url}/poc/@connections/${encodeURIComponent(to)}`
    return (await fetch(target, { method: 'POST', body: 'hi' })).status
  }
  await road.cut()
  await become([b], away, noticedWithinMs)
  expect(await post(a, bob.id)).toBe(503)
  expect(await post(b, ada.id)).toBe(503)
  expect(await post(b, bob.id)).toBe(200)
  await putEvents(a, welcome('chatBus-poc', { connection_id: bob.id, message: 'when you are back' }))
  await road.mend()
  await become([b], fine, backWithinMs)
  expect(await bob.take(2)).toEqual(['hi', 'when you are back'])
  expect(await post(a, bob.id)).toBe(200)
})

test('a node that comes back has missed nothing, however long one message was', async (context) => {
  const redis = await redisFor(context)
  const road = await roadTo(redis, context)
  const [a, b] = [await nodeFor(context, redis.url), await nodeFor(context, road.url)]
  const [ada, bob] = [await chatter(a, 'Ada', 'c'), await chatter(b, 'Bob', 'c')]
  await road.cut()
  await become([b], away, noticedWithinMs)
  const texts = [...Array.from({ length: 1_000 }, (_, at) => `${at}`), 'x'.repeat(16_384), 'end']
  for (const text of texts) {
    ada.send(message('c', text))
    expect(await ada.next()).toBe(acked('c', text))
    await ada.next()
  }
  await road.mend()
  await become([b], fine, backWithinMs)
  expect(await bob.next()).toBe(said('Ada', '0', 'c'))
  const heard = await bob.until((frame) => frame === said('Ada', 'end', 'c'))
  expect(heard).toHaveLength(texts.length - 2)
})
