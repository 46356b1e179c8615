import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'

test('what is done early is told in its turn, and never more runs than may', async () => {
  const ends: (() => void)[] = []
  const told: number[] = []
  const all = inOrder(
    [0, 1, 2],
    2,
    (item) => new Promise<number>((resolve) => ends.push(() => resolve(item))),
    (result) => told.push(result),
  )
  expect(ends.length).toBe(2)
  ends[1]?.()
  await Promise.resolve()
  await Promise.resolve()
  expect([ends.length, told]).toEqual([3, []])
  ends[0]?.()
  ends[2]?.()
  expect(await all).toEqual([0, 1, 2])
  expect(told).toEqual([0, 1, 2])
})

test('the first failure is the end', async () => {
  const failing = inOrder(
    [1],
    4,
    () => Promise.reject(new Error('no')),
    () => {},
  )
  await expect(failing).rejects.toThrow('no')
})
