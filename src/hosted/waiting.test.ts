import { describe, expect, test } from 'vitest'
import type { Pending } from './pending.ts'
import { Waiting } from './waiting.ts'

const pending = (requestId: string, event = ''): Pending => ({
  name: 'f',
  requestId,
  event,
  arrivedAt: 0,
  resolve() {},
  startedAt: 0,
  deadline: 0,
  isCold: false,
  isAhead: false,
  attempts: 0,
})

describe('what waits', () => {
  test('comes out in the order in which it went in', () => {
    const waiting = new Waiting()
    const ids = Array.from({ length: 5_000 }, (_, index) => String(index))
    for (const id of ids) waiting.push(pending(id))
    expect(ids.map(() => waiting.shift()?.requestId)).toEqual(ids)
    expect(waiting.shift()).toBeUndefined()
  })

  test('is first again when it is put back', () => {
    const waiting = new Waiting()
    for (const id of ['a', 'b', 'c']) waiting.push(pending(id))
    const first = waiting.shift()
    if (first !== undefined) waiting.putBack(first)
    expect([waiting.size, waiting.shift()?.requestId, waiting.shift()?.requestId]).toEqual([3, 'a', 'b'])
  })

  test('is 10,000 at most', () => {
    const waiting = new Waiting()
    for (let count = 0; count < 10_000; count++) expect(waiting.push(pending('x'))).toBe(true)
    expect(waiting.push(pending('x'))).toBe(false)
    waiting.shift()
    expect(waiting.push(pending('x'))).toBe(true)
  })

  test('has 64 Mi characters of events at most', () => {
    const waiting = new Waiting()
    const large = 'x'.repeat(16 * 1_024 * 1_024)
    for (let count = 0; count < 4; count++) expect(waiting.push(pending('x', large))).toBe(true)
    expect(waiting.push(pending('x', 'y'))).toBe(false)
  })
})
