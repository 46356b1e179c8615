import { describe, expect, test, vi } from 'vitest'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { noBackplaneCounts, redisBackplane } from './backplane.ts'
import { nodesOfOneFleet, silent } from './node-channel.fixture.ts'
import type { Redis } from './redis.ts'

const patience = { timeout: 5_000, interval: 10 }

async function openNode(fleet: ReturnType<typeof nodesOfOneFleet>) {
  const { redis, channel } = await fleet.open()
  const heard: string[] = []
  const counts = noBackplaneCounts()
  const backplane = redisBackplane({
    redis,
    api: '/chat',
    node: {
      deliver: (_topic, frames) => void heard.push(Buffer.from(frames).toString()),
      record: (_topic, text) => void heard.push(text),
      members: () => [],
    },
    channel,
    log: silent,
    counts,
  })
  const publish = (text: string) => backplane.publish('room', Buffer.from(text))
  return { redis, backplane, heard, counts, publish }
}

/** End the connection of a node, as seen from another one. */
async function cutOff(redis: Redis, by: Redis): Promise<void> {
  const id = await redis.command('any', ['CLIENT', 'ID'])
  await by.command('any', ['CLIENT', 'KILL', 'ID', String(id)])
}

describe('a node that has lost its connection', () => {
  test('is not done before it has caught up, and tries until it has', async () => {
    const fleet = nodesOfOneFleet()
    const [one, other] = [await openNode(fleet), await openNode(fleet)]
    const log = one.redis.key('log', '/chat:room')
    await one.backplane.subscribe('room')
    await other.publish('1')
    await one.backplane.settled('room')
    await other.redis.command(log, ['RENAME', log, `${log}:aside`])
    await other.redis.command(log, ['SET', log, 'no log'])
    await cutOff(one.redis, other.redis)
    await vi.waitFor(() => expect(one.redis.problem()).toMatch(/catching up with 1 channel/), patience)
    await expect(one.backplane.settled('room')).rejects.toThrow(Unavailable)

    await other.redis.command(log, ['DEL', log])
    await other.redis.command(log, ['RENAME', `${log}:aside`, log])
    await other.publish('2')
    await vi.waitFor(() => expect(one.redis.problem()).toBeUndefined(), patience)
    await one.publish('3')
    await one.backplane.settled('room')
    expect(one.heard.join('')).toBe('123')
  })

  test('hears a topic again that it left and entered while the connection ended', async () => {
    const fleet = nodesOfOneFleet()
    const [one, other] = [await openNode(fleet), await openNode(fleet)]
    await one.backplane.subscribe('room')
    const id = await one.redis.command('any', ['CLIENT', 'ID'])
    // Redis does not get to what is sent after it.
    const ending = one.redis.command('any', ['CLIENT', 'KILL', 'ID', String(id), 'SKIPME', 'no'])
    one.backplane.unsubscribe('room')
    await expect(one.backplane.subscribe('room')).rejects.toThrow(Unavailable)
    await ending.catch(() => {})
    await vi.waitFor(() => expect(one.redis.problem()).toBeUndefined(), patience)
    await one.backplane.subscribe('room')
    await other.publish('1')
    await vi.waitFor(() => expect(one.heard.join('')).toBe('1'), patience)
  })

  test('says when something may have been missed, because the log does not reach back', async () => {
    const fleet = nodesOfOneFleet()
    const [one, other] = [await openNode(fleet), await openNode(fleet)]
    const log = one.redis.key('log', '/chat:room')
    await one.backplane.subscribe('room')
    await other.publish('1')
    await one.backplane.settled('room')
    await other.redis.command(log, ['DEL', log])
    await cutOff(one.redis, other.redis)
    await other.publish('2')
    await vi.waitFor(() => expect(one.heard.join('')).toBe('12'), patience)
    await vi.waitFor(() => expect(one.redis.problem()).toBeUndefined(), patience)
    expect(one.counts.gaps).toBeLessThanOrEqual(1)
    expect(one.counts.caughtUp + one.counts.received).toBe(2)
  })
})

describe('the log of a topic', () => {
  test('has no more than 4 MiB, whatever comes after whatever', async () => {
    const fleet = nodesOfOneFleet()
    const { redis, publish } = await openNode(fleet)
    const log = redis.key('log', '/chat:room')
    const small = Array.from({ length: 3_000 }, (_, number) => `${number}`.padStart(100, '.'))
    for (const text of small) await publish(text)
    for (let count = 0; count < 40; count += 1) await publish('x'.repeat(128 * 1024))
    const entries = await redis.read(log, ['XRANGE', log, '-', '+'])
    const sizes = Array.isArray(entries) ? entries.map(([, [, payload]]) => payload.length) : []
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeLessThanOrEqual(4 * 1024 * 1024)
    expect(bytes).toBeGreaterThan(3.5 * 1024 * 1024)
  })

  test('has one that is larger than that', async () => {
    const fleet = nodesOfOneFleet()
    const [one, other] = [await openNode(fleet), await openNode(fleet)]
    await other.backplane.subscribe('room')
    for (const text of ['1', 'x'.repeat(5 * 1024 * 1024), '2']) await one.publish(text)
    await other.backplane.settled('room')
    expect(other.heard.map(({ length }) => length)).toEqual([1, 5 * 1024 * 1024, 1])
    const log = one.redis.key('log', '/chat:room')
    expect(await one.redis.command(log, ['XLEN', log])).toBe(1)
  })

  test('keeps very many small ones when one is large', async () => {
    const fleet = nodesOfOneFleet()
    const { redis, publish } = await openNode(fleet)
    const log = redis.key('log', '/chat:room')
    for (let number = 0; number < 1_000; number += 1) await publish(`${number}`)
    await publish('x'.repeat(100 * 1024))
    expect(await redis.command(log, ['XLEN', log])).toBe(1_001)
  })
})
