import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pack, unpack } from './packed.ts'

test('a text comes out as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(unpack(pack(text))).toBe(text)
    }),
  )
})

test('bytes come out as they went in', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(Buffer.from(unpack(pack(bytes)))).toEqual(Buffer.from(bytes))
    }),
  )
})

test.each([
  ['quotes', '"'],
  ['control characters', '\u0001'],
  ['letters', 'a'],
  ['emoji', '😀'],
])('128 KB of %s fit into a job', (_, character) => {
  const text = character.repeat(Math.floor((128 * 1024) / Buffer.byteLength(character)))
  expect(Buffer.byteLength(JSON.stringify(pack(text)))).toBeLessThan(199_000)
})
