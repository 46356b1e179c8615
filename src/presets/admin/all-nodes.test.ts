import { describe, expect, test } from 'vitest'
import type { LiveNode } from '../../admin/server-view.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import type { NodeAnswer } from '../../core/ports/peers.ts'
import { otherNodes } from '../../fleet/others.ts'
import { memoryPeers } from '../../stores/memory/peers.ts'
import { apiWith, type Guest } from './admin-api.fixture.ts'
import { type AllNodes, allNodes } from './all-nodes.ts'
import { kick } from './kick.ts'
import { connectionsPage, topicsPage } from './pages.ts'
import { answerOf } from './questions.ts'
import type { ThisNode } from './this-node.ts'

interface NodeOptions {
  readonly guests?: readonly Guest[]
  readonly topics?: Readonly<Record<string, number>>
  readonly state?: Partial<LiveNode>
  readonly errorsAt?: readonly number[]
}

const apiState = { name: 'hub', path: '/hub', connections: 1, topics: 2, messages: 3, publishes: 4 }

function nodeWith(id: string, { guests = [], topics = {}, state, errorsAt = [] }: NodeOptions) {
  const { api, done } = apiWith('hub', guests, topics)
  const node: ThisNode = {
    id,
    report: () => ({
      state: {
        node: id,
        address: `${id}:1`,
        version: '1',
        startedAt: 1,
        now: 2,
        draining: false,
        apis: [{ ...apiState, deliveries: 5, faults: 6 }],
        turns: { p50: 0, p99: 0 },
        publishMs: { p50: 0, p99: 0 },
        ...state,
      },
      errors: errorsAt.map((at) => ({ at, level: 'warn', message: `of ${id}` })),
    }),
    connections: (query) => connectionsPage(id, [api], query),
    topics: (query) => topicsPage([api], query),
    kick: (whom) => kick([api], whom),
    drain: () => void done.push('drain'),
  }
  return { node, done }
}

/** Nodes of one fleet. The first is the one that is asked; what is a function answers as it likes. */
function fleetOf(first: NodeOptions, more: Readonly<Record<string, NodeOptions | NodeAnswer>> = {}) {
  const [peers, clock] = [memoryPeers(), movedClock()]
  const othersOf = (self: string, nodes: readonly string[]) =>
    otherNodes({ self, nodes: () => nodes, peers: peers.open(self), clock, log: { debug: () => {} } })
  const done = new Map<string, readonly string[]>()
  const open = (id: string, options: NodeOptions, others: readonly string[]): AllNodes => {
    const opened = nodeWith(id, options)
    done.set(id, opened.done)
    return allNodes(opened.node, othersOf(id, others))
  }
  for (const [id, options] of Object.entries(more)) {
    if (typeof options === 'function') othersOf(id, []).answerWith(options)
    else open(id, options, [])
  }
  return { all: open('a', first, Object.keys(more)), done, clock }
}

const never: NodeAnswer = () => new Promise(() => {})
const ofAnotherVersion: NodeAnswer = () => 'null'

describe('the state', () => {
  test('has every node, and the sums of all', async () => {
    const { all } = fleetOf({}, { c: { state: { draining: true, problem: 'Draining' } }, b: {} })
    const state = await all.state()
    expect(state).toMatchObject({ node: 'a', version: '1', draining: false })
    expect(state.nodes).toMatchObject([
      { node: 'a', address: 'a:1' },
      { node: 'b' },
      { node: 'c', draining: true, problem: 'Draining' },
    ])
    expect(state.apis).toEqual([
      {
        name: 'hub',
        path: '/hub',
        connections: 3,
        topics: 6,
        messages: 9,
        publishes: 12,
        deliveries: 15,
        faults: 18,
      },
    ])
  })

  test('has the worst p99, and the median p50 of those that measured anything', async () => {
    const turns = (p50: number, p99: number) => ({ state: { turns: { p50, p99 } } })
    const { all } = fleetOf(turns(1, 2), { b: turns(4, 90), c: turns(0, 0), d: turns(3, 5) })
    expect(await all.state()).toMatchObject({ turns: { p50: 3, p99: 90 }, publishMs: { p50: 0, p99: 0 } })
  })

  test('has the newest errors of all, and whose they are', async () => {
    const { all } = fleetOf({ errorsAt: [5, 1] }, { b: { errorsAt: [4, 3] } })
    const { errors } = await all.state()
    expect(errors.map(({ at, node }) => `${at} ${node}`)).toEqual(['5 a', '4 b', '3 b', '1 a'])
    const many = Array.from({ length: 50 }, (_, at) => at)
    const { all: loud } = fleetOf({ errorsAt: many }, { b: { errorsAt: many } })
    expect((await loud.state()).errors).toHaveLength(50)
  })

  test('tells of nodes that do not answer, or not so that it is understood, and is of the others', async () => {
    const { all, clock } = fleetOf({}, { b: never, c: {}, d: ofAnotherVersion, e: () => '{"state":{}}' })
    const asked = all.state()
    await clock.pass(1_000)
    const { nodes, apis } = await asked
    expect(nodes).toMatchObject([
      { node: 'a', version: '1' },
      { node: 'b', silent: true },
      { node: 'c', version: '1' },
      { node: 'd', silent: true },
      { node: 'e', silent: true },
    ])
    expect(apis).toMatchObject([{ connections: 2 }])
  })
})

const guests = (ids: string, user = 'ada'): Guest[] =>
  ids.split('').map((id, at) => ({ id, at: at * 3 + id.charCodeAt(0), user }))

describe('connections', () => {
  test.each([1, 2, 3, 7, 100])(
    'of all nodes come by %i on a page, the newest first, each once',
    async (limit) => {
      const { all } = fleetOf({ guests: guests('amz') }, { b: { guests: guests('bcdefgh') }, c: {} })
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await all.connections({ ...(after !== undefined && { after }), limit })
        expect(page.connections.length).toBeLessThanOrEqual(limit)
        seen.push(...page.connections.map(({ connectionId, node }) => `${node}${connectionId}`))
        after = page.next
      } while (after !== undefined)
      expect(seen).toEqual(['az', 'bh', 'bg', 'bf', 'am', 'be', 'bd', 'bc', 'bb', 'aa'])
    },
  )

  test('of a node whose page is short for its length are not passed over', async () => {
    const long = guests('bcdefgh', 'x'.repeat(200_000))
    const { all } = fleetOf({ guests: guests('a') }, { b: { guests: long } })
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await all.connections({ ...(after !== undefined && { after }), limit: 100 })
      seen.push(...page.connections.map(({ connectionId }) => connectionId))
      after = page.next
    } while (after !== undefined)
    expect(seen.join('')).toBe('hgfedcba')
  })

  test('of a node that does not answer are missing, and that is said', async () => {
    const { all } = fleetOf({ guests: guests('a') }, { b: ofAnotherVersion })
    expect(await all.connections({ limit: 5 })).toMatchObject({
      connections: [{ connectionId: 'a' }],
      silent: ['b'],
    })
  })
})

describe('topics', () => {
  test('have the members of all nodes, and come with the largest first, page by page', async () => {
    const { all } = fleetOf({ topics: { x: 3, y: 4, '*': 9 } }, { b: { topics: { x: 2, z: 1 } } })
    const first = await all.topics({ limit: 2 })
    expect(first).toMatchObject({
      topics: [
        { topic: 'x', members: 5 },
        { topic: 'y', members: 4 },
      ],
    })
    expect(await all.topics({ limit: 2, after: first.next ?? '' })).toEqual({
      topics: [{ api: 'hub', topic: 'z', members: 1 }],
    })
  })

  test('are only the largest of each node where there are very many, and that is said', async () => {
    const topics = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`topic${at}`, at + 1]))
    const { all } = fleetOf({ topics }, { b: { topics: { topic1000: 1 } } })
    expect(await all.topics({ limit: 1 })).toMatchObject({
      topics: [{ topic: 'topic1000', members: 1_002 }],
      largestOfEach: 1_000,
    })
  })
})

describe('a kick', () => {
  test.each([
    ['user', { user: 'ada' }],
    ['token', { token: 't' }],
  ])('of a %s closes their connections on all nodes', async (_label, whom) => {
    const ofAda = (ids: string) => guests(ids).map((guest) => ({ ...guest, tokenId: 't' }))
    const { all, done } = fleetOf({ guests: ofAda('a') }, { b: { guests: ofAda('bc') }, d: {} })
    expect(await all.kick(whom)).toEqual({ closed: 3 })
    expect(done.get('b')).toEqual(['b goodbye', 'b 4000', 'c goodbye', 'c 4000'])
  })

  test('says which nodes did not answer', async () => {
    const { all, done } = fleetOf(
      { guests: guests('a') },
      { b: ofAnotherVersion, c: { guests: guests('c') } },
    )
    expect(await all.kick({ user: 'ada' })).toEqual({ closed: 2, silent: ['b'] })
    expect(done.get('c')).toEqual(['c goodbye', 'c 4000'])
  })
})

describe('draining', () => {
  test('is for the node that is asked, or for the one that is named', async () => {
    const { all, done } = fleetOf({}, { b: {}, c: {} })
    expect(await all.drain('b')).toEqual({ node: 'b' })
    expect([...done]).toEqual([
      ['b', ['drain']],
      ['c', []],
      ['a', []],
    ])
    expect(await all.drain(undefined)).toEqual({ node: 'a' })
    expect(done.get('a')).toEqual(['drain'])
  })

  test('of a node that is not there, or does not answer, is told', async () => {
    const { all } = fleetOf({}, { b: ofAnotherVersion })
    expect(await all.drain('x')).toBe('unknown')
    expect(await all.drain('b')).toBe('silent')
  })
})

test('a server that is alone is one node, which can be drained by its id', async () => {
  const { node, done } = nodeWith('only', { topics: { x: 1 } })
  const all = allNodes(node, undefined)
  expect((await all.state()).nodes).toMatchObject([{ node: 'only' }])
  expect(await all.topics({ limit: 5 })).toEqual({ topics: [{ api: 'hub', topic: 'x', members: 1 }] })
  expect(await all.drain('only')).toEqual({ node: 'only' })
  expect(await all.drain('b')).toBe('unknown')
  expect(done).toEqual(['drain'])
})

test.each([
  '',
  '{',
  'null',
  '{"ask":"stop"}',
  '{"ask":"connections","query":{"limit":1e9}}',
  '{"ask":"kick"}',
])('the question %j, which is none, is answered at once, and nothing is done', async (question) => {
  const { node, done } = nodeWith('only', { guests: guests('a') })
  expect(await answerOf(node, question)).toBe('null')
  expect(done).toEqual([])
})
