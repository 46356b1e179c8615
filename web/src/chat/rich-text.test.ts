import { expect, test } from 'vitest'
import { isEmoji, piecesOf } from './rich-text.ts'

const links = (text: string) => piecesOf(text).flatMap((piece) => (piece.kind === 'link' ? [piece.text] : []))

test.each([
  ['see https://example.org/a?b=c#d.', 'https://example.org/a?b=c#d'],
  ['(http://example.org)', 'http://example.org'],
  ['https://example.org/wiki/Stoa_(building), they say', 'https://example.org/wiki/Stoa_(building)'],
  ['"https://example.org"', 'https://example.org'],
])('the address in %j is %s', (text, address) => {
  expect(links(text)).toEqual([address])
})

test.each(['javascript:alert(1)', 'data:text/html,x', 'https://', 'ftp://example.org', 'xhttps://a.b'])(
  '%s is words',
  (text) => {
    expect(links(text)).toEqual([])
  },
)

test('nothing of a text is lost', () => {
  const text = 'a https://example.org, b http://[ c https://example.org/(x)) d'
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
})

test('a few emoji alone are told from words and numbers', () => {
  expect(['🎉', '👩‍👩‍👧 ❤️', '🇬🇷'].map(isEmoji)).toEqual([true, true, true])
  expect(['', ' ', '7', 'ok 🎉', '🎉'.repeat(17)].map(isEmoji)).toEqual([false, false, false, false, false])
})
