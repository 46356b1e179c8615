import { describe, expect, test } from 'vitest'
import type { BusEvent, Invoked } from '../core/index.ts'
import { movedClock } from '../core/ports/moved-clock.fixture.ts'
import { type QueueOptions, queueOf } from './queue.ts'
import type { queueRecord } from './queue-record.ts'
import { countedIds } from './records.fixture.ts'

type SqsRecord = ReturnType<typeof queueRecord>

const anEvent = (id: string, detail: Record<string, unknown> = {}): BusEvent => ({
  id,
  bus: 'default',
  source: 'game',
  detailType: 'Happened',
  detail,
  resources: [],
  time: 0,
})

const events = (count: number): BusEvent[] =>
  Array.from({ length: count }, (_, index) => anEvent(`e${index}`))

const fine: Invoked = { kind: 'returned', result: null }
const broken: Invoked = { kind: 'failed', errorType: 'TypeError', errorMessage: 'boom' }

type Answer = (records: readonly SqsRecord[]) => Invoked | Promise<Invoked>

function aQueue(answer: Answer = () => fine, changes: Partial<QueueOptions> = {}) {
  const batches: SqsRecord[][] = []
  const queue = queueOf({
    invoke: async ({ event }) => {
      const { Records } = JSON.parse(event)
      batches.push(Records)
      return answer(Records)
    },
    ids: countedIds(),
    clock: movedClock(),
    region: 'eu-central-1',
    accountId: '123456789012',
    queueName: 'welcome',
    ...changes,
  })
  const idsOf = (records: readonly SqsRecord[]): string[] => records.map(({ body }) => JSON.parse(body).id)
  return { queue, batches, ids: () => batches.map(idsOf) }
}

const outcomes = async (ends: readonly Promise<void>[]): Promise<string[]> =>
  (await Promise.allSettled(ends)).map(({ status }) => status)

describe('a queue', () => {
  test('hands events of one turn over together, ten at most', async () => {
    const { queue, ids } = aQueue()
    await Promise.all(events(12).map(queue))
    expect(ids()).toEqual([
      ['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8', 'e9'],
      ['e10', 'e11'],
    ])
  })

  test('gathers what comes while it is busy', async () => {
    const release: (() => void)[] = []
    const answer: Answer = () =>
      new Promise((resolve) => {
        release.push(() => resolve(fine))
      })
    const { queue, ids } = aQueue(answer, { concurrency: 1 })
    const first = queue(anEvent('a'))
    await new Promise(setImmediate)
    const others = [queue(anEvent('b'))]
    await new Promise(setImmediate)
    others.push(queue(anEvent('c')))
    await new Promise(setImmediate)
    expect(ids()).toEqual([['a']])
    release[0]?.()
    await first
    await new Promise(setImmediate)
    release[1]?.()
    await Promise.all(others)
    expect(ids()).toEqual([['a'], ['b', 'c']])
  })

  test('is busy when five invocations run', async () => {
    const { queue, batches } = aQueue(() => new Promise(() => {}), { batchSize: 1 })
    for (const event of events(8)) queue(event).catch(() => {})
    await new Promise(setImmediate)
    expect(batches).toHaveLength(5)
  })

  test('hands over no more than 256 KiB together, and a larger event alone', async () => {
    const { queue, ids } = aQueue()
    const large = (id: string, kibibytes: number) => anEvent(id, { text: 'x'.repeat(kibibytes * 1024) })
    await Promise.all(
      [large('a', 120), large('b', 120), large('c', 120), large('d', 300), anEvent('e')].map(queue),
    )
    expect(ids()).toEqual([['a', 'b'], ['c'], ['d'], ['e']])
  })

  test('refuses all events of an invocation that failed', async () => {
    const { queue } = aQueue(() => broken)
    const [end, other] = events(2).map(queue)
    await expect(end).rejects.toThrow('TypeError: boom')
    await expect(other).rejects.toThrow('TypeError: boom')
  })

  test('refuses those events that the function says it could not handle', async () => {
    const { queue } = aQueue((records) => ({
      kind: 'returned',
      result: { batchItemFailures: [{ itemIdentifier: records[1]?.messageId }] },
    }))
    expect(await outcomes(events(3).map(queue))).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  test('refuses all events if the function names one that was not in the batch', async () => {
    const { queue } = aQueue(() => ({
      kind: 'returned',
      result: { batchItemFailures: [{ itemIdentifier: 'other' }] },
    }))
    expect(await outcomes(events(2).map(queue))).toEqual(['rejected', 'rejected'])
  })

  test('counts how often an event came', async () => {
    const { queue, batches } = aQueue(() => broken)
    await outcomes([queue(anEvent('a'))])
    await outcomes([queue(anEvent('a')), queue(anEvent('b'))])
    const [first, second, other] = batches.flat()
    expect(first?.attributes.ApproximateReceiveCount).toBe('1')
    expect(second?.attributes.ApproximateReceiveCount).toBe('2')
    expect(second?.messageId).toBe(first?.messageId)
    expect(other?.attributes.ApproximateReceiveCount).toBe('1')
  })

  test('does not take an event twice while it is under way', async () => {
    const { queue, ids } = aQueue()
    await Promise.all([queue(anEvent('a')), queue(anEvent('a'))])
    expect(ids()).toEqual([['a']])
    await queue(anEvent('a'))
    expect(ids()).toEqual([['a'], ['a']])
  })
})
