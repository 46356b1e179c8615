import { expect, test } from 'vitest'
import { minutesShown, pathOf, topOf } from './plot.ts'

const frame = { from: 0, until: 10, top: 100, width: 100, height: 50 }

test('a line goes from left to right, and high values are up', () => {
  expect(
    pathOf(
      [
        { at: 0, value: 0 },
        { at: 10, value: 100 },
      ],
      frame,
    ),
  ).toBe('M0 50L100 0')
})

test('a hole divides the line', () => {
  const points = [0, 1, 2, 3, 4].map((at) => ({ at, value: at === 2 ? undefined : 50 }))
  expect(pathOf(points, frame)).toBe('M0 25L10 25M30 25L40 25')
  expect(pathOf([{ at: 1, value: Number.NaN }], frame)).toBe('')
})

test('what is above the top stays inside', () => {
  expect(pathOf([{ at: 0, value: 1_000 }], frame)).toBe('M0 0')
})

test.each([
  [[0, 3], 5],
  [[0, 0], 5],
  [[7], 10],
  [[11, undefined, Number.NaN], 20],
  [[99, 101], 200],
  [[240], 250],
  [[1_000], 1_000],
])('the scale of %j ends at %d', (values, top) => {
  expect(topOf(values, 5)).toBe(top)
})

test.each([
  [0, 1],
  [60_000, 1],
  [61_000, 2],
  [299_000, 5],
  [301_000, 10],
  [3_600_000, 10],
])('what began %i ms ago is shown over %i minutes', (span, minutes) => {
  expect(minutesShown(1_000, 1_000 + span, 10)).toBe(minutes)
})
