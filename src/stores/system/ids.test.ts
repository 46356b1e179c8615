import { describe, expect, test } from 'vitest'
import { systemIds } from './ids.ts'

describe('short', () => {
  test('is 11 bytes as URL-safe base64: 16 characters that end in =', () => {
    const ids = systemIds()
    for (let count = 0; count < 1_000; count++) {
      const id = ids.short()
      expect(id).toMatch(/^[\w-]{15}=$/)
      expect(Buffer.from(id, 'base64url')).toHaveLength(11)
    }
  })

  test('never comes twice', () => {
    const ids = systemIds()
    const seen = new Set(Array.from({ length: 50_000 }, () => ids.short()))
    expect(seen.size).toBe(50_000)
  })
})

test('a uuid is of version 4', () => {
  expect(systemIds().uuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

describe('draw', () => {
  test('gives as many characters as asked, all of the alphabet', () => {
    expect(systemIds().draw('abc', 64)).toMatch(/^[abc]{64}$/)
    expect(systemIds().draw('abc', 0)).toBe('')
    expect(systemIds().draw('a', 3)).toBe('aaa')
  })

  test('favours no character, where a plain remainder would', () => {
    const alphabet = 'a'.repeat(80) + 'b'.repeat(80)
    const drawn = systemIds().draw(alphabet, 100_000)
    const firstHalf = drawn.replaceAll('b', '').length
    // 50,000 is expected, with a standard deviation of 158; by a plain remainder it would be 62,500.
    expect(Math.abs(firstHalf - 50_000)).toBeLessThan(1_600)
  })

  test('refuses an alphabet that a byte cannot choose from', () => {
    expect(() => systemIds().draw('', 1)).toThrow(RangeError)
    expect(() => systemIds().draw('a'.repeat(257), 1)).toThrow(RangeError)
  })
})
