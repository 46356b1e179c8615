import { expect, test } from 'vitest'
import { readState, type ServerState } from './admin-types.ts'
import { noHistory, SPAN_MS, sampled } from './samples.ts'

function state(now: number, messages: number, more: object = {}): ServerState {
  const api = {
    name: 'hub',
    path: '/hub',
    connections: 3,
    topics: 1,
    messages,
    publishes: 0,
    deliveries: messages * 4,
    faults: 0,
  }
  const body = {
    version: '1',
    startedAt: 1,
    now,
    nodes: [],
    apis: [api, { ...api, name: 'chat' }],
    turns: { p50: 1, p99: 2 },
    ...more,
  }
  const read = readState(body)
  if (read === undefined) throw new Error('no state')
  return read
}

const after = (...states: ServerState[]) => states.reduce(sampled, noHistory).samples

test('rates are what the counters of all APIs grew by in a second', () => {
  expect(after(state(2_000, 10), state(4_000, 20)).at(-1)).toMatchObject({
    connections: 6,
    messagesIn: 10,
    messagesOut: 40,
    turnP99: 2,
    publishP50: undefined,
  })
})

test('the first answer has no rate yet', () => {
  expect(after(state(2_000, 10))).toMatchObject([{ messagesIn: undefined }])
})

test('a server that was started again has no rate, rather than a wrong one', () => {
  expect(after(state(2_000, 10), state(4_000, 50, { startedAt: 3_000 })).at(-1)?.messagesIn).toBeUndefined()
  expect(after(state(2_000, 10), state(4_000, 5)).at(-1)?.messagesIn).toBeUndefined()
})

test('a while without answers is a hole in the lines', () => {
  const samples = after(state(2_000, 10), state(60_000, 20))
  expect(samples.map(({ connections }) => connections)).toEqual([6, Number.NaN, 6])
})

test('ten minutes are kept', () => {
  const all = Array.from({ length: 400 }, (_, index) => state((index + 1) * 2_000, index))
  const samples = after(...all)
  expect(samples.length).toBe(SPAN_MS / 2_000 + 1)
})

test('an answer that is older than the last is left out', () => {
  expect(after(state(4_000, 10), state(2_000, 5))).toHaveLength(1)
})

test.each([undefined, null, 'x', [], {}, { now: 'x', startedAt: 1 }])('%j is no state', (body) => {
  expect(readState(body)).toBeUndefined()
})
