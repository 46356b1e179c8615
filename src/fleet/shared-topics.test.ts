import { describe, expect, test } from 'vitest'
import type { Backplane } from '../core/ports/backplane.ts'
import { topicsContract } from '../core/ports/topics.contract.ts'
import { Unavailable } from '../core/ports/unavailable.ts'
import { maxTopics, topicsOnNodes } from './shared-topics.fixture.ts'

topicsContract('shared', async () => {
  const nodes = topicsOnNodes()
  const { topics, connect, disconnect, received } = nodes.open()
  return {
    topics,
    maxTopics,
    connect,
    disconnect,
    async received(connectionId) {
      await nodes.idle()
      return received(connectionId)
    },
  }
})

const away = async (): Promise<never> => {
  throw new Unavailable('it is away')
}

/** A backplane that counts what it is asked, and can be away for a while. */
function counted() {
  const calls: string[] = []
  const state = { isAway: false }
  const through = (backplane: Backplane): Backplane => ({
    ...backplane,
    subscribe(topic) {
      calls.push(`subscribe ${topic}`)
      return state.isAway ? away() : backplane.subscribe(topic)
    },
    unsubscribe(topic) {
      calls.push(`unsubscribe ${topic}`)
      backplane.unsubscribe(topic)
    },
    publish: (...publish) => (state.isAway ? away() : backplane.publish(...publish)),
    settled: (topic) => (state.isAway ? away() : backplane.settled(topic)),
  })
  return { calls, state, through }
}

describe('topics on several nodes', () => {
  test('a publish reaches the members on all nodes but the one it excepts', async () => {
    const nodes = topicsOnNodes()
    const [a, b, c] = [nodes.open(), nodes.open(), nodes.open()]
    a.connect('ada')
    b.connect('bob')
    b.connect('eve')
    await Promise.all([
      a.topics.join('room', 'ada'),
      b.topics.join('room', 'bob'),
      b.topics.join('room', 'eve'),
    ])
    await c.topics.publish('room', 'from nobody')
    await b.topics.publish('room', 'from bob', 'bob')
    await nodes.idle()
    expect(a.received('ada')).toEqual(['from nobody', 'from bob'])
    expect(b.received('bob')).toEqual(['from nobody'])
    expect(b.received('eve')).toEqual(['from nobody', 'from bob'])
    expect([...(await c.topics.members('room'))].sort()).toEqual(['ada', 'bob', 'eve'])
  })

  test('a node hears a topic from its first member to its last', async () => {
    const { calls, through } = counted()
    const { topics, connect, disconnect } = topicsOnNodes().open(through)
    for (const who of ['ada', 'bob']) connect(who)
    await topics.join('room', 'ada')
    await topics.join('room', 'bob')
    await topics.leave('room', 'ada')
    expect(calls).toEqual(['subscribe room'])
    disconnect('bob')
    expect(calls).toEqual(['subscribe room', 'unsubscribe room'])
  })

  test('joins that come together subscribe once', async () => {
    const { calls, through } = counted()
    const { topics, connect } = topicsOnNodes().open(through)
    const people = Array.from({ length: 50 }, (_, at) => `${at}`)
    for (const who of people) connect(who)
    const joined = await Promise.all(people.map((who) => topics.join('room', who)))
    expect(new Set(joined)).toEqual(new Set(['joined']))
    expect(calls).toEqual(['subscribe room'])
  })

  test('who is in a topic already is told at once, without the backplane', async () => {
    const { state, through } = counted()
    const { topics, connect } = topicsOnNodes().open(through)
    connect('ada')
    await topics.join('room', 'ada')
    state.isAway = true
    expect(await topics.join('room', 'ada')).toBe('already')
  })

  test('a join that comes to nothing leaves no subscription', async () => {
    const nodes = topicsOnNodes()
    const { topics, connect, disconnect } = nodes.open()
    connect('ada')
    expect(await topics.join('room', 'nobody')).toBe('gone')
    const leaving = topics.join('hall', 'ada')
    disconnect('ada')
    expect(await leaving).toBe('gone')
    expect(nodes.subscriptions()).toBe(0)
  })

  test('the last member may leave while another one joins', async () => {
    const nodes = topicsOnNodes()
    const { topics, connect, disconnect, received } = nodes.open()
    for (const who of ['ada', 'bob']) connect(who)
    await topics.join('room', 'ada')
    const joined = topics.join('room', 'bob')
    disconnect('ada')
    expect(await joined).toBe('joined')
    await topics.publish('room', 'one')
    await nodes.idle()
    expect(received('bob')).toEqual(['one'])
    expect(nodes.subscriptions()).toBe(1)
  })

  test('a leave that comes after a join is done after it, however long that takes', async () => {
    const nodes = topicsOnNodes()
    const { topics, connect } = nodes.open((backplane) => ({
      ...backplane,
      async subscribe(topic) {
        await nodes.idle()
        await backplane.subscribe(topic)
      },
    }))
    connect('ada')
    expect(await Promise.all([topics.join('room', 'ada'), topics.leave('room', 'ada')])).toEqual([
      'joined',
      true,
    ])
    expect(nodes.subscriptions()).toBe(0)
  })

  test('own copies of what was published come before a leave is answered', async () => {
    const { topics, connect, received } = topicsOnNodes().open()
    connect('ada')
    await topics.join('room', 'ada')
    const published = topics.publish('room', 'one')
    expect(await topics.leave('room', 'ada')).toBe(true)
    expect(received('ada')).toEqual(['one'])
    await published
  })
})

describe('while the backplane is away', () => {
  test('joins are refused and leave nothing behind', async () => {
    const nodes = topicsOnNodes()
    const { calls, state, through } = counted()
    const { topics, connect } = nodes.open(through)
    for (const who of ['ada', 'bob']) connect(who)
    state.isAway = true
    const joins = await Promise.allSettled([topics.join('room', 'ada'), topics.join('room', 'bob')])
    for (const join of joins)
      expect(join).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) })
    expect(calls).toEqual(['subscribe room', 'unsubscribe room'])
    expect(await topics.has('room', 'ada')).toBe(false)
    state.isAway = false
    expect(await topics.join('room', 'ada')).toBe('joined')
    expect(nodes.subscriptions()).toBe(1)
  })

  test('who would be the second member is refused, and the first stays', async () => {
    const nodes = topicsOnNodes()
    const { state, through } = counted()
    const { topics, connect } = nodes.open(through)
    for (const who of ['ada', 'bob']) connect(who)
    await topics.join('room', 'ada')
    state.isAway = true
    await expect(topics.join('room', 'bob')).rejects.toThrow(Unavailable)
    expect(await topics.has('room', 'ada')).toBe(true)
    expect(nodes.subscriptions()).toBe(1)
  })

  test('a publish is refused', async () => {
    const { state, through } = counted()
    const { topics } = topicsOnNodes().open(through)
    state.isAway = true
    await expect(topics.publish('room', 'one')).rejects.toThrow(Unavailable)
  })

  test('leaving is possible', async () => {
    const nodes = topicsOnNodes()
    const { state, through } = counted()
    const { topics, connect } = nodes.open(through)
    connect('ada')
    await topics.join('room', 'ada')
    state.isAway = true
    expect(await topics.leave('room', 'ada')).toBe(true)
    expect(await topics.leave('room', 'ada')).toBe(false)
    expect(nodes.subscriptions()).toBe(0)
  })
})
