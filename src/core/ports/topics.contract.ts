import { describe, expect, test } from 'vitest'
import type { Topics } from './topics.ts'

/** An engine on test, with the connections that take part. */
export interface OpenTopics {
  readonly topics: Topics
  /** At most this many topics for one connection; at least 3. */
  readonly maxTopics: number
  connect(connectionId: string): void
  /** A connection ends: its home takes it out of everything. */
  disconnect(connectionId: string): void
  /** What a connection has received so far, once everything that was published has been delivered. */
  received(connectionId: string): Promise<readonly string[]>
}

export function topicsContract(engine: string, open: () => Promise<OpenTopics>): void {
  describe(`${engine} topics`, () => {
    const openWith = async (...connectionIds: string[]): Promise<OpenTopics> => {
      const opened = await open()
      for (const connectionId of connectionIds) opened.connect(connectionId)
      return opened
    }

    test('members get what is published, in order, and others get nothing', async () => {
      const { topics, received } = await openWith('ada', 'bob', 'eve')
      await topics.join('room', 'ada')
      await topics.join('room', 'bob')
      await topics.publish('room', 'one')
      await topics.publish('room', 'two')
      expect(await received('ada')).toEqual(['one', 'two'])
      expect(await received('bob')).toEqual(['one', 'two'])
      expect(await received('eve')).toEqual([])
    })

    test('joining twice is the same as joining once', async () => {
      const { topics, received } = await openWith('ada')
      expect(await topics.join('room', 'ada')).toBe('joined')
      expect(await topics.join('room', 'ada')).toBe('already')
      await topics.publish('room', 'one')
      expect(await received('ada')).toEqual(['one'])
    })

    test('leaving is reported, and leaving twice changes nothing', async () => {
      const { topics } = await openWith('ada')
      await topics.join('room', 'ada')
      expect(await topics.leave('room', 'ada')).toBe(true)
      expect(await topics.leave('room', 'ada')).toBe(false)
      expect(await topics.has('room', 'ada')).toBe(false)
      expect(await topics.members('room')).toEqual([])
    })

    test('who joins after a publish does not get it', async () => {
      const { topics, received } = await openWith('ada', 'bob')
      await topics.join('room', 'ada')
      await topics.publish('room', 'before')
      await topics.join('room', 'bob')
      await topics.publish('room', 'after')
      expect(await received('bob')).toEqual(['after'])
      expect(await received('ada')).toEqual(['before', 'after'])
    })

    test('who leaves after a publish still gets it', async () => {
      const { topics, received } = await openWith('ada')
      await topics.join('room', 'ada')
      await topics.publish('room', 'before')
      await topics.leave('room', 'ada')
      await topics.publish('room', 'after')
      expect(await received('ada')).toEqual(['before'])
    })

    test('who leaves and comes back at once misses nothing but what was published in between', async () => {
      const { topics, received } = await openWith('ada', 'bob')
      await topics.join('room', 'ada')
      await topics.join('room', 'bob')
      await topics.publish('room', 'one')
      await topics.leave('room', 'ada')
      await topics.publish('room', 'two')
      await topics.join('room', 'ada')
      await topics.publish('room', 'three')
      expect(await received('ada')).toEqual(['one', 'three'])
      expect(await received('bob')).toEqual(['one', 'two', 'three'])
    })

    test('a publish passes over the connection it excepts, and only for that frame', async () => {
      const { topics, received } = await openWith('ada', 'bob')
      await topics.join('room', 'ada')
      await topics.join('room', 'bob')
      await topics.publish('room', 'by ada', 'ada')
      await topics.publish('room', 'by bob', 'bob')
      await topics.publish('room', 'by host')
      expect(await received('ada')).toEqual(['by bob', 'by host'])
      expect(await received('bob')).toEqual(['by ada', 'by host'])
    })

    test('a topic is not another one, whatever its name', async () => {
      const { topics, received } = await openWith('ada')
      for (const topic of ['__proto__', 'constructor', '', 'ünï\0cødé']) {
        expect(await topics.has(topic, 'ada')).toBe(false)
        expect(await topics.members(topic)).toEqual([])
      }
      await topics.join('__proto__', 'ada')
      await topics.publish('constructor', 'no')
      await topics.publish('__proto__', 'yes')
      expect(await received('ada')).toEqual(['yes'])
    })

    test('a connection that has ended is in nothing and receives nothing more', async () => {
      const { topics, disconnect, received } = await openWith('ada', 'bob')
      await topics.join('room', 'ada')
      await topics.join('room', 'bob')
      disconnect('ada')
      await topics.publish('room', 'late')
      expect(await topics.members('room')).toEqual(['bob'])
      expect(await received('ada')).toEqual([])
      expect(await received('bob')).toEqual(['late'])
      expect(await topics.topicsOf('ada')).toEqual([])
      disconnect('ada')
    })

    test('what a connection is in is told, until it leaves', async () => {
      const { topics } = await openWith('ada', 'bob')
      const topicsOf = async (connectionId: string) => [...(await topics.topicsOf(connectionId))].toSorted()
      expect(await topicsOf('ada')).toEqual([])
      await topics.join('room', 'ada')
      await topics.join('__proto__', 'ada')
      await topics.join('room', 'bob')
      expect(await topicsOf('ada')).toEqual(['__proto__', 'room'])
      await topics.leave('room', 'ada')
      expect(await topicsOf('ada')).toEqual(['__proto__'])
      expect(await topicsOf('bob')).toEqual(['room'])
      expect(await topicsOf('nobody')).toEqual([])
    })

    test('an unknown connection cannot join, leave or be in a topic', async () => {
      const { topics } = await open()
      expect(await topics.join('room', 'nobody')).toBe('gone')
      expect(await topics.leave('room', 'nobody')).toBe(false)
      expect(await topics.has('room', 'nobody')).toBe(false)
    })

    test('a connection in as many topics as it may be joins no other until it leaves one', async () => {
      const { topics, maxTopics } = await openWith('ada')
      for (let index = 0; index < maxTopics; index += 1) await topics.join(`room ${index}`, 'ada')
      expect(await topics.join('one more', 'ada')).toBe('full')
      expect(await topics.join('room 0', 'ada')).toBe('already')
      await topics.leave('room 0', 'ada')
      expect(await topics.join('one more', 'ada')).toBe('joined')
    })
  })
}
