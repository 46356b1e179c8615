import { describe, expect, test } from 'vitest'
import { areUnique, valueNumbers } from './unique-items.ts'

describe('items', () => {
  test.each([
    [[]],
    [[1, '1', true, 'true', null, 'null']],
    [[{ a: 1 }, { a: 2 }, { b: 1 }, {}]],
    [[[1, 2], [2, 1], [], [[]]]],
    [[{ a: '1,"b":2' }, { a: '1', b: 2 }]],
  ])('are unique: %j', (items) => {
    expect(areUnique(items)).toBe(true)
  })

  test.each([
    [[1, 2, 1]],
    [[null, null]],
    [
      [
        { a: 1, b: [{ c: 2, d: 3 }] },
        { b: [{ d: 3, c: 2 }], a: 1 },
      ],
    ],
    [[[], []]],
    [[0, -0]],
  ])('are not unique: %j', (items) => {
    expect(areUnique(items)).toBe(false)
  })

  test('are compared in a time that their number does not square', () => {
    const items = Array.from({ length: 40_000 }, (_, index) => ({ index }))
    const started = performance.now()
    expect(areUnique(items)).toBe(true)
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('are compared on each level in a time that their depth does not square', () => {
    const levels: unknown[][] = [['a'.repeat(100_000)]]
    for (let depth = 1; depth < 2_000; depth += 1) levels.push([levels.at(-1), depth])
    const numbers = valueNumbers()
    const started = performance.now()
    expect(levels.toReversed().every((items) => areUnique(items, numbers))).toBe(true)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
