import { expect, test } from 'vitest'
import { countText, msText, rateText, spanText } from './figures.ts'

test.each([
  [5_000, '5 s'],
  [65_000, '1 min 5 s'],
  [3_600_000 * 5 + 60_000 * 7, '5 h 7 min'],
  [86_400_000 * 3 + 3_600_000, '3 d 1 h'],
  [-5, '0 s'],
])('%d ms are %s', (ms, text) => {
  expect(spanText(ms)).toBe(text)
})

test('what is not known is a dash, and what is nothing is nought', () => {
  expect([countText(undefined), rateText(Number.NaN), msText(undefined)]).toEqual(['–', '–', '–'])
  expect([countText(0), rateText(0)]).toEqual(['0', '0'])
})

test('small values keep what tells them apart', () => {
  expect([rateText(0.5), msText(0.25), msText(2.5), msText(25.4)]).toEqual([
    '0.5',
    '0.25 ms',
    '2.5 ms',
    '25 ms',
  ])
})
