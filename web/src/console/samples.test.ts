import { expect, test } from 'vitest'
import { type History, noHistory, SPAN_MS, sampled } from './samples.ts'
import { readState, type ServerState } from './state-types.ts'

interface Told {
  /** The clock of the node. */
  readonly now: number
  readonly messages: number
  readonly startedAt?: number
  readonly turns?: object
}

function nodeBody(node: string, { now, messages, startedAt = 1, turns = { p50: 1, p99: 2 } }: Told) {
  const api = { name: 'hub', path: '/hub', connections: 3, topics: 1, messages, deliveries: messages * 4 }
  return { node, now, startedAt, turns, apis: [api, { ...api, name: 'chat' }] }
}

/** What a node answers: of each node what it told, or that it is silent. */
function state(nodes: Readonly<Record<string, Told | 'silent'>>): ServerState {
  const all = Object.entries(nodes).map(([node, told]) =>
    told === 'silent' ? { node, silent: true } : nodeBody(node, told),
  )
  const read = readState({ node: 'a', now: 1, nodes: all })
  if (read === undefined) throw new Error('no state')
  return read
}

/** One node, at a moment of its clock and of this page's. */
const alone = (now: number, messages: number, more: object = {}) =>
  [state({ a: { now, messages, ...more } }), now] as const

const after = (...answers: readonly (readonly [ServerState, number])[]): History =>
  answers.reduce((history, [answer, at]) => sampled(history, answer, at), noHistory)

test('rates are what the counters of all APIs grew by in a second', () => {
  expect(after(alone(2_000, 10), alone(4_000, 20)).samples.at(-1)).toMatchObject({
    connections: 6,
    messagesIn: 10,
    messagesOut: 40,
    turns: { p50: 1, p99: 2 },
    publishing: { p99: undefined },
  })
})

test('the first answer has no rate yet', () => {
  expect(after(alone(2_000, 10)).samples).toMatchObject([{ messagesIn: undefined }])
})

test('a server that was started again has no rate, rather than a wrong one', () => {
  const last = (...answers: ReturnType<typeof alone>[]) => after(...answers).samples.at(-1)?.messagesIn
  expect(last(alone(2_000, 10), alone(4_000, 50, { startedAt: 3_000 }))).toBeUndefined()
  expect(last(alone(2_000, 10), alone(4_000, 5))).toBeUndefined()
})

test('a while without answers is a hole in the lines', () => {
  const { samples } = after(alone(2_000, 10), alone(60_000, 20))
  expect(samples.map(({ connections }) => connections)).toEqual([6, Number.NaN, 6])
})

test('ten minutes are kept', () => {
  const all = Array.from({ length: 400 }, (_, index) => alone((index + 1) * 2_000, index))
  expect(after(...all).samples).toHaveLength(SPAN_MS / 2_000 + 1)
})

test('an answer of a node that is older than its last changes nothing', () => {
  const history = after(alone(2_000, 10), alone(4_000, 20), [
    state({ a: { now: 3_000, messages: 15 } }),
    5_000,
  ])
  expect(history.samples.at(-1)).toMatchObject({ messagesIn: 10 })
  expect(history.nodes.get('a')?.state.now).toBe(4_000)
})

test('the rates of nodes are added, each by its own clock, and one that starts again takes nothing away', () => {
  const history = after(
    [state({ a: { now: 2_000, messages: 10 }, b: { now: 902_000, messages: 100 } }), 2_000],
    [state({ a: { now: 4_000, messages: 20 }, b: { now: 904_000, messages: 110 } }), 4_000],
    [state({ a: { now: 6_000, messages: 30 }, b: { now: 906_000, messages: 0, startedAt: 905_000 } }), 6_000],
  )
  expect(history.samples).toMatchObject([
    { connections: 12, messagesIn: undefined },
    { connections: 12, messagesIn: 20, messagesOut: 80 },
    { connections: 12, messagesIn: 10, messagesOut: 40 },
  ])
})

test('the worst p99 of all nodes is shown, and the median of those that measured anything', () => {
  const told = (p50: number, p99: number) => ({ now: 1, messages: 0, turns: { p50, p99 } })
  const nodes = { a: told(1, 9), b: told(2, 5), c: told(8, 8), d: told(0, 0) }
  expect(after([state(nodes), 1]).samples).toMatchObject([{ turns: { p50: 2, p99: 9 } }])
  expect(after([state({ d: nodes.d }), 1]).samples).toMatchObject([
    { turns: { p50: undefined, p99: undefined } },
  ])
})

const away = 'Redis is away'

/** Node `of` tells of itself, and that the other one is silent. */
function halfOf(of: 'a' | 'b', problem: string | undefined, now: number, messages = 0) {
  const other = { node: of === 'a' ? 'b' : 'a', silent: true }
  const read = readState({ node: of, now, nodes: [{ ...nodeBody(of, { now, messages }), problem }, other] })
  if (read === undefined) throw new Error('no state')
  return [read, now] as const
}

test('nodes that do not reach each other, and are asked in turn, do not make the lines jump', () => {
  const answers = Array.from({ length: 12 }, (_, at) =>
    halfOf(at % 2 === 0 ? 'a' : 'b', away, 2_000 * at, 10 * at),
  )
  const { samples } = after(...answers)
  expect(samples.slice(1).map(({ connections }) => connections)).toEqual(samples.slice(1).map(() => 12))
  expect(samples.slice(4).map(({ messagesIn }) => messagesIn)).toEqual(samples.slice(4).map(() => 20))
})

test('a node that is silent counts for three seconds, and one that has left not at all', () => {
  const both = [state({ a: { now: 2_000, messages: 0 }, b: { now: 2_000, messages: 0 } }), 2_000] as const
  const connectionsAt = (at: number, b: object) =>
    after(both, [state({ a: { now: at, messages: 0 }, ...b }), at]).samples.at(-1)?.connections
  expect(connectionsAt(5_000, { b: 'silent' })).toBe(12)
  expect(connectionsAt(5_001, { b: 'silent' })).toBe(6)
  expect(connectionsAt(4_000, {})).toBe(6)
})

test('a node that is cut off does not make others silent that have just been heard', () => {
  expect(after(halfOf('a', undefined, 1)).silent).toEqual(['b'])
  expect(after(halfOf('a', away, 1)).silent).toEqual(['b'])
  expect(after(halfOf('a', away, 1), halfOf('b', away, 2_001)).silent).toEqual([])
  expect(after(halfOf('a', away, 1), halfOf('b', away, 2_001), halfOf('b', away, 11_000)).silent).toEqual([
    'a',
  ])
})

test.each([undefined, null, 'x', [], {}, { now: 'x', node: 'a' }, { now: 1 }])('%j is no state', (body) => {
  expect(readState(body)).toBeUndefined()
})
