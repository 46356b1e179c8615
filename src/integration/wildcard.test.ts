import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesWildcard } from './wildcard.ts'

describe('a pattern', () => {
  test.each([
    ['*', ''],
    ['*', 'anything:at/all'],
    ['a*c', 'ac'],
    ['a*c', 'abcbc'],
    ['a?c', 'abc'],
    ['*b*', 'abc'],
    ['a**b', 'ab'],
    ['', ''],
    ['*?', 'a'],
    ['a.c', 'a.c'],
  ])('"%s" fits "%s"', (pattern, text) => {
    expect(matchesWildcard(pattern, text)).toBe(true)
  })

  test.each([
    ['', 'a'],
    ['a', ''],
    ['?', ''],
    ['a*c', 'acb'],
    ['a?c', 'ac'],
    ['a.c', 'abc'],
    ['A', 'a'],
    ['*?', ''],
  ])('"%s" does not fit "%s"', (pattern, text) => {
    expect(matchesWildcard(pattern, text)).toBe(false)
  })

  test('fits what a regular expression of the same meaning fits', () => {
    const characters = fc.constantFrom('a', 'b', '*', '?')
    const pattern = fc.string({ unit: characters, maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        const same = new RegExp(`^${p.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        expect(matchesWildcard(p, t)).toBe(same.test(t))
      }),
    )
  })

  test('made to be slow is not', () => {
    const started = performance.now()
    expect(matchesWildcard(`${'a*'.repeat(2_000)}b`, 'a'.repeat(8_000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
