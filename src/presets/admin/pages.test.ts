import { describe, expect, test } from 'vitest'
import { apiWith, type Guest } from './admin-api.fixture.ts'
import { firstOf } from './first-of.ts'
import { kick } from './kick.ts'
import { connectionsPage, topicsPage } from './pages.ts'

const ada: Guest = { id: 'a', at: 1, user: 'ada', tokenId: 't' }
const bob: Guest = { id: 'b', at: 2, user: 'bob' }
const adaAgain: Guest = { id: 'c', at: 3, user: 'ada' }

describe('connections', () => {
  const hub = apiWith('hub', [ada, bob, adaAgain]).api
  const chat = apiWith('chat', [{ id: 'd', at: 2, user: 'ada' }]).api
  const ids = (query: object, limit = 10) =>
    connectionsPage('n', [hub, chat], { ...query, limit }).connections.map(({ connectionId }) => connectionId)

  test('are told with the newest first, of all, of an API or of a user', () => {
    expect(ids({})).toEqual(['c', 'd', 'b', 'a'])
    expect(ids({ api: 'hub' })).toEqual(['c', 'b', 'a'])
    expect(ids({ user: 'ada' })).toEqual(['c', 'd', 'a'])
    expect(ids({ api: 'chat', user: 'bob' })).toEqual([])
  })

  test('are told in full, without the topic of all', () => {
    expect(connectionsPage('n', [hub], { user: 'bob', limit: 1 })).toEqual({
      connections: [
        {
          node: 'n',
          connectionId: 'b',
          api: 'hub',
          userId: 'bob',
          connectedAt: 2,
          sourceIp: '192.0.2.1',
          topics: 1,
        },
      ],
    })
  })

  test('come page by page, each once', () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = connectionsPage('n', [hub, chat], { ...(after !== undefined && { after }), limit: 1 })
      seen.push(...page.connections.map(({ connectionId }) => connectionId))
      after = page.next
    } while (after !== undefined)
    expect(seen).toEqual(['c', 'd', 'b', 'a'])
  })

  test('with very long names come in shorter pages', () => {
    const long = Array.from({ length: 20 }, (_, at) => ({ id: `${at}`, at, user: 'x'.repeat(100_000) }))
    const { connections, next } = connectionsPage('n', [apiWith('hub', long).api], { limit: 20 })
    expect(connections).toHaveLength(5)
    expect(next).toBe('15:hub:15')
  })
})

test('topics come with the largest first, page by page, without that of all', () => {
  const { api } = apiWith('hub', [], {
    '*': 9,
    'channel:a': 1,
    'channel:b': 10,
    'channel:c': 2,
    'channel:d': 1,
  })
  const first = topicsPage([api], { limit: 2 })
  expect(first.topics.map(({ topic, members }) => `${topic} ${members}`)).toEqual([
    'channel:b 10',
    'channel:c 2',
  ])
  const rest = topicsPage([api], { limit: 2, after: first.next ?? '' })
  expect(rest).toEqual({
    topics: [
      { api: 'hub', topic: 'channel:a', members: 1 },
      { api: 'hub', topic: 'channel:d', members: 1 },
    ],
  })
  expect(topicsPage([api], { limit: 2, api: 'chat' })).toEqual({ topics: [] })
})

describe('a kick', () => {
  test('of a user reaches their connections here, with a goodbye first', async () => {
    const { api, done } = apiWith('hub', [ada, bob, adaAgain])
    expect(await kick([api], { user: 'ada' })).toBe(2)
    expect(done).toEqual(['a goodbye', 'a 4000', 'c goodbye', 'c 4000'])
  })

  test('of a token reaches what was opened with it', async () => {
    const { api } = apiWith('hub', [ada, adaAgain])
    expect(await kick([api], { token: 't' })).toBe(1)
    expect(await kick([api], { token: 'another' })).toBe(0)
  })

  test('of a connection asks one API after the other, and of none closes none', async () => {
    const [chat, hub] = [apiWith('chat', [bob]), apiWith('hub', [ada])]
    expect(await kick([chat.api, hub.api], { connectionId: 'a' })).toBe(1)
    expect([chat.done, hub.done]).toEqual([['a 1008'], ['a goodbye', 'a 4000']])
    expect(await kick([chat.api, hub.api], { connectionId: 'x' })).toBe(0)
  })
})

test('the first of many are the first of all in order', () => {
  const numbers = Array.from({ length: 1_000 }, (_, at) => (at * 7_919) % 1_009)
  const inOrder = numbers.toSorted((a, b) => a - b)
  expect(firstOf(numbers, 10, (a, b) => a - b)).toEqual(inOrder.slice(0, 10))
  expect(firstOf([], 10, () => 0)).toEqual([])
})
