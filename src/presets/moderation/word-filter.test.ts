import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ToBeSaid } from '../../apis/hub/moderation.ts'
import { seenText } from './seen-text.ts'
import { wordFilter } from './word-filter.ts'

const user = { id: 'ada', name: 'Ada' }
const said = (data: unknown): ToBeSaid => ({ channel: 'room:1', user, data })
const mask = (data: unknown) => wordFilter('mask')(said(data))
const refuse = (data: unknown) => wordFilter('refuse')(said(data))

describe('words that are not wanted', () => {
  test.each([
    ['shit happens', '**** happens'],
    ['you SHIT', 'you ****'],
    ['fuuuuuck', '****'],
    ['a bitch and another bitch', 'a ***** and another *****'],
    ['😀 shit 😀', '😀 **** 😀'],
  ])('are masked, and what is around them stays: %s', (text, masked) => {
    expect(mask(text)).toEqual({ replace: masked })
  })

  test.each(['5h1t', 'ѕhit', 'sh1t', 'b!tch', 'a$$'])('are found in usual disguises: %s', (text) => {
    expect(mask(text)).toHaveProperty('replace')
  })

  test.each([
    ['zero width', 's\u200bh\u200dit', '****'],
    ['a soft hyphen', 'so shi\u00adt', 'so ****'],
    ['another direction', 'sh\u202eit', '****'],
    ['marks', 'shi\u0301\u0323t happens', '**** happens'],
    ['bold letters', '𝖘𝖍𝖎𝖙 😀', '**** 😀'],
    ['round letters', 'Ⓢⓗⓘⓣ', '****'],
    ['wide letters', 'ｓｈｉｔ', '****'],
  ])('are found behind what a reader does not see: %s', (_what, text, masked) => {
    expect(mask(text)).toEqual({ replace: masked })
  })

  test.each(['crème brûlée', 'Ａｄａ ½ 한국어 हिन्दी', '👨‍👩‍👧 1️⃣ é\u0301'])(
    'nothing of what is harmless is changed: %s',
    (text) => {
      expect(mask({ text, more: 'shit' })).toEqual({ replace: { text, more: '****' } })
    },
  )

  test('are looked for in no more than a few letters for each sign, whatever it stands for', () => {
    expect(seenText('ﷺ㎈⑽x'.repeat(100)).seen.length).toBeLessThanOrEqual(400 * 4)
    expect(mask('ﷺ shit ﷺ')).toEqual({ replace: 'ﷺ **** ﷺ' })
  })

  test('are found in every text of the data, and not in keys, numbers and other values', () => {
    const data = { text: 'shit', list: [{ deep: ['ok', 'shit'] }], shit: 1, no: null, yes: true }
    expect(mask(data)).toEqual({
      replace: { text: '****', list: [{ deep: ['ok', '****'] }], shit: 1, no: null, yes: true },
    })
  })

  test('are not looked for over several texts', () => {
    expect(mask(['sh', 'it', 'bi', 'tch', 'as', 's'])).toEqual({ pass: true })
    expect(mask(['shit', 'sh', 'it', '', 'shit'])).toEqual({ replace: ['****', 'sh', 'it', '', '****'] })
  })

  test('are refused where that is wanted, with a sentence for who said them', () => {
    expect(refuse({ a: ['shit'] })).toEqual({ reject: expect.stringContaining('say it in others') })
  })
})

describe('what is harmless passes', () => {
  test.each([
    'the cockpit of a plane',
    'shiitake and cumin',
    'a fire retardant',
    'Scunthorpe',
    'an assassin passes the glass',
    'analysis of the title of this document',
    'grapes',
    'bananas so yeah',
    '',
  ])('%s', (text) => {
    expect(mask(text)).toEqual({ pass: true })
    expect(refuse({ text })).toEqual({ pass: true })
  })

  test.each([[null], [5], [true], [[]], [{}]])('%j', (data) => {
    expect(mask(data)).toEqual({ pass: true })
  })
})

describe('what is too much to look at', () => {
  test.each([
    ['one long text', 'x'.repeat(16_385)],
    ['long ones together', Array.from({ length: 100 }, () => 'x'.repeat(164))],
    ['very many texts', Array.from({ length: 1_001 }, () => '')],
    ['very many levels', JSON.parse(`${'['.repeat(10_000)}1${']'.repeat(10_000)}`)],
  ])('is refused in both modes: %s', (_, data) => {
    const judgement = { reject: expect.stringContaining('16384 characters of text, 32 levels deep') }
    expect(mask(data)).toEqual(judgement)
    expect(refuse(data)).toEqual(judgement)
  })

  test('is not what is just within', () => {
    expect(mask('x'.repeat(16_384))).toEqual({ pass: true })
    expect(mask(JSON.parse(`${'['.repeat(32)}"x"${']'.repeat(32)}`))).toEqual({ pass: true })
  })
})

test('a key of any name is a key', () => {
  const data: unknown = JSON.parse('{"__proto__": {"a": "shit"}, "constructor": "b"}')
  expect(JSON.stringify(mask(data))).toBe('{"replace":{"__proto__":{"a":"****"},"constructor":"b"}}')
})

test('any JSON is judged, and what was masked has nothing to mask any more', () => {
  const filter = wordFilter('mask')
  const word = fc.constantFrom('shit', 'bass', ' ', 'f', 'uck', '\u200b', '😀', '\ud83d', '*')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(word).map((words) => words.join('')),
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), text), (data) => {
      const judgement = filter(said(data))
      expect(judgement).not.toHaveProperty('reject')
      const after = 'replace' in judgement ? judgement.replace : data
      expect(typeof after).toBe(typeof data)
    }),
  )
})
