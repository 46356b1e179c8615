import { describe, expect, test } from 'vitest'
import { FairQueue } from './fair-queue.ts'

const item = (owner: string, name: string, size = 1) => ({ owner, name, size })

function queue(...items: ReturnType<typeof item>[]) {
  const waiting = new FairQueue<ReturnType<typeof item>>({ mostOfOwner: 3, mostSize: 10 })
  const dropped = items.flatMap((each) => waiting.push(each).map(({ name }) => name))
  const order: string[] = []
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) order.push(next.name)
  return { dropped, order: order.join(' ') }
}

describe('a fair queue', () => {
  test('has owners take turns, each in its own order', () => {
    const { order } = queue(
      item('a', 'a1'),
      item('a', 'a2'),
      item('a', 'a3'),
      item('b', 'b1'),
      item('b', 'b2'),
    )
    expect(order).toBe('a1 b1 a2 b2 a3')
  })

  test('takes so many of one owner', () => {
    const { dropped, order } = queue(...['1', '2', '3', '4'].map((name) => item('a', name)))
    expect([dropped, order]).toEqual([['4'], '1 2 3'])
  })

  test('makes room at the cost of who takes most of it', () => {
    const { dropped, order } = queue(
      item('a', 'a1', 3),
      item('a', 'a2', 3),
      item('b', 'b1', 4),
      item('c', 'c1', 2),
    )
    expect([dropped, order]).toEqual([['a2'], 'a1 b1 c1'])
  })

  test('refuses what would take most of the room itself', () => {
    const { dropped, order } = queue(item('a', 'a1', 5), item('b', 'b1', 5), item('c', 'c1', 5))
    expect([dropped, order]).toEqual([['c1'], 'a1 b1'])
    expect(queue(item('a', 'a1', 11)).dropped).toEqual(['a1'])
  })
})
