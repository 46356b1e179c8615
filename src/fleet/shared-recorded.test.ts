import { describe, expect, test } from 'vitest'
import type { Position } from '../core/ports/history.ts'
import type { Following } from '../core/ports/recorded.ts'
import { Unavailable } from '../core/ports/unavailable.ts'
import { type TopicsOnNode, topicsOnNodes } from './shared-topics.fixture.ts'

const retention = { events: 100, ageMs: 60_000 }
const event = (name: string): string => `{"name":"${name}"}`

/** Join, and have all that is told of it in what the connection received. */
function follow(node: TopicsOnNode, connectionId: string, since?: Position) {
  const following: Following = {
    retention,
    ...(since && { since }),
    welcome: ({ position, recovered, count }) => `welcome ${position.offset} ${recovered} ${count}`,
    caughtUp: ({ offset }) => `caught up ${offset}`,
  }
  return node.recorded.follow('room', connectionId, following, {
    reply: (frame) => node.reply(connectionId, frame),
    hasRoom: () => undefined,
    isFirst: () => undefined,
  })
}

/** What was received, events by their name and offset. */
const shown = (frames: readonly string[]): string[] =>
  frames.map((frame) => frame.replace(/^\{"name":"(\w+)","offset":(\d+),.*$/, '$1 at $2'))

describe('a topic with history on several nodes', () => {
  test('hands an event to its members on all nodes, once, with its position', async () => {
    const nodes = topicsOnNodes()
    const [a, b] = [nodes.open(), nodes.open()]
    a.connect('ada')
    b.connect('bob')
    expect(await Promise.all([follow(a, 'ada'), follow(b, 'bob')])).toEqual(['joined', 'joined'])
    const one = await a.recorded.publish('room', event('one'), { retention, key: 'k', note: 'n' })
    const again = await b.recorded.publish('room', event('one'), { retention, key: 'k' })
    await b.recorded.publish('room', event('two'), { retention })
    await nodes.idle()
    expect(again).toEqual({ ...one, isDuplicate: true })
    for (const frames of [a.received('ada'), b.received('bob')]) {
      expect(shown(frames)).toEqual(['welcome 0 false 0', 'caught up 0', 'one at 1', 'two at 2'])
    }
  })

  test('sends who comes back what was missed, and then what comes', async () => {
    const nodes = topicsOnNodes()
    const [a, b] = [nodes.open(), nodes.open()]
    const one = await a.recorded.publish('room', event('one'), { retention })
    await a.recorded.publish('room', event('two'), { retention })
    b.connect('bob')
    const joined = follow(b, 'bob', one.position)
    await a.recorded.publish('room', event('three'), { retention })
    expect(await joined).toBe('joined')
    await a.recorded.publish('room', event('four'), { retention })
    await nodes.idle()
    const [welcome, ...rest] = shown(b.received('bob'))
    expect(welcome).toMatch(/^welcome [23] true/)
    expect(rest.filter((frame) => !frame.startsWith('caught'))).toEqual([
      'two at 2',
      'three at 3',
      'four at 4',
    ])
  })

  test('is heard from the first who follows to the last', async () => {
    const nodes = topicsOnNodes()
    const node = nodes.open()
    for (const who of ['ada', 'bob']) node.connect(who)
    await Promise.all([follow(node, 'ada'), follow(node, 'bob')])
    expect(nodes.subscriptions()).toBe(1)
    expect(await follow(node, 'ada')).toBe('already')
    await node.topics.leave('room', 'ada')
    expect(nodes.subscriptions()).toBe(1)
    node.disconnect('bob')
    expect(nodes.subscriptions()).toBe(0)
  })

  test('is not heard for who could not be let in', async () => {
    const nodes = topicsOnNodes()
    const node = nodes.open()
    expect(await follow(node, 'nobody')).toBe('gone')
    node.connect('ada')
    const joining = follow(node, 'ada')
    node.disconnect('ada')
    await joining
    expect(nodes.subscriptions()).toBe(0)
  })

  test('is not heard for who could not be sent what was missed', async () => {
    const nodes = topicsOnNodes()
    const node = nodes.open((backplane) => ({
      ...backplane,
      settled: async () => {
        throw new Unavailable('it is away')
      },
    }))
    node.connect('ada')
    await expect(follow(node, 'ada')).rejects.toThrow(Unavailable)
    expect(node.topics.has('room', 'ada')).toBe(false)
    expect(nodes.subscriptions()).toBe(0)
  })

  test('sends nothing twice that was read ahead of its coming', async () => {
    const nodes = topicsOnNodes()
    const a = nodes.open()
    // What is appended is read at once, and comes by way of the backplane two turns later.
    const b = nodes.open((backplane) => ({ ...backplane, settled: () => nodes.idle() }))
    for (const who of ['bob', 'eve']) b.connect(who)
    await follow(b, 'bob')
    const [joined] = await Promise.all([
      follow(
        b,
        'eve',
        (await a.recorded.read('room', { after: 0, limit: 0, maxBytes: 0 }, retention)).position,
      ),
      a.recorded.publish('room', event('one'), { retention }),
    ])
    expect(joined).toBe('joined')
    await nodes.idle()
    expect(shown(b.received('eve')).filter((frame) => frame === 'one at 1')).toHaveLength(1)
  })
})
