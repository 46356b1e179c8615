import { describe, expect, test } from 'vitest'
import { comparedName, hidesSomething, shownName } from './shown-name.ts'

describe('a name', () => {
  test('has one space between its words and none around them', () => {
    expect(shownName('  Ada \u00a0\n Lovelace ')).toBe('Ada Lovelace')
  })

  test.each([
    ['a zero width space', 'a\u200bb'],
    ['another direction', 'a\u202eb'],
    ['a filler of Hangul', '\u3164'],
    ['a joiner of graphemes', 'a\u034fb'],
    ['an empty pattern of Braille', '\u2800'],
    ['half of a character', '\ud800'],
    ['a style for nothing', 'vs\ufe0f'],
  ])('hides something with %s', (_, name) => {
    expect(hidesSomething(name)).toBe(true)
  })

  test.each(['Ada', 'Ćelić', '名前', 'a\u0301'.repeat(9), '❤️', 'Ada 🦊'])('shows all of %s', (name) => {
    expect(hidesSomething(name)).toBe(false)
  })

  test.each([
    ['capitals', 'Ada', 'aDA'],
    ['letters of full width', 'Ada', 'Ａｄａ'],
    ['a letter that is two in capitals', 'Straße', 'STRASSE'],
    ['a letter that ends words', 'Σίς', 'ΣΊΣ'],
    ['a style', '1', '1\ufe0f'],
  ])('is another one neither by %s', (_, one, other) => {
    expect(comparedName(other)).toBe(comparedName(one))
  })

  test('is another one by its letters', () => {
    expect(comparedName('Ada')).not.toBe(comparedName('Ida'))
  })
})
