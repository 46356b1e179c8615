import { describe, expect, test } from 'vitest'
import { maybeTextOf, numberOf, textMapOf, textOf, textsOf } from './replies.ts'

describe('replies of Redis', () => {
  test('come out as what they are', () => {
    expect(textOf('')).toBe('')
    expect(maybeTextOf('a')).toBe('a')
    expect(maybeTextOf(null)).toBeUndefined()
    expect(textsOf(['a', 'b'])).toEqual(['a', 'b'])
    expect(numberOf(0)).toBe(0)
    expect(textMapOf(new Map([['name', 'value']]))).toEqual(new Map([['name', 'value']]))
  })

  test.each([
    ['a number for a text', () => textOf(1), 'Redis answered with a number where a text was expected'],
    ['nothing for a text', () => textOf(null), 'Redis answered with nothing where a text was expected'],
    [
      'bytes for a text',
      () => textOf(Buffer.from('a')),
      'Redis answered with a buffer where a text was expected',
    ],
    ['a list for a text', () => maybeTextOf([]), 'Redis answered with a list where a text was expected'],
    [
      'a text for texts',
      () => textsOf('a'),
      'Redis answered with a string where a list of texts was expected',
    ],
    ['a gap in texts', () => textsOf([null]), 'Redis answered with nothing where a text was expected'],
    [
      'a map for a number',
      () => numberOf(new Map()),
      'Redis answered with a map where a number was expected',
    ],
    [
      'a list for a map',
      () => textMapOf(['a', 'b']),
      'Redis answered with a list where a map of texts was expected',
    ],
  ])('are refused when they are %s', (_label, read, message) => {
    expect(read).toThrow(new TypeError(message))
  })
})
