import { expect, test } from 'vitest'
import { fitsInOneFrame, MAX_TEXT_BYTES } from './message-size.ts'

test('the limit counts bytes, not characters', () => {
  expect(fitsInOneFrame('a'.repeat(MAX_TEXT_BYTES))).toBe(true)
  expect(fitsInOneFrame('a'.repeat(MAX_TEXT_BYTES + 1))).toBe(false)
  expect(fitsInOneFrame('é'.repeat(MAX_TEXT_BYTES / 2))).toBe(true)
  expect(fitsInOneFrame('é'.repeat(MAX_TEXT_BYTES / 2 + 1))).toBe(false)
})

test('a text that escapes make too long for one frame does not fit', () => {
  expect(fitsInOneFrame('\u0001'.repeat(5_000))).toBe(true)
  expect(fitsInOneFrame('\u0001'.repeat(6_000))).toBe(false)
})
