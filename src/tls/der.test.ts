import { describe, expect, test } from 'vitest'
import { bits, integer, objectId, octets, sequence, tagged, time, yes } from './der.ts'

const hex = (value: Buffer): string => value.toString('hex')

describe('the encoding of', () => {
  test.each([
    ['a small number', integer(Buffer.of(2)), '020102'],
    ['zero', integer(Buffer.of(0, 0)), '020100'],
    ['a number that would look negative', integer(Buffer.of(0x80)), '02020080'],
    ['a number with zeros ahead of it', integer(Buffer.of(0, 0, 0x7f)), '02017f'],
    ['an object id', objectId('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['bits', bits(Buffer.of(0x06), 1), '03020106'],
    ['true', yes(), '0101ff'],
    ['a sequence', sequence(yes(), yes()), '30060101ff0101ff'],
    ['an empty sequence', sequence(), '3000'],
    ['a tagged text', tagged(2, Buffer.from('a'), false), '820161'],
    ['a tagged sequence', tagged(0, yes(), true), 'a0030101ff'],
  ])('%s', (_what, value, expected) => {
    expect(hex(value)).toBe(expected)
  })

  test.each([
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_535, '0482ffff'],
  ])('a length of %i', (length, expected) => {
    expect(hex(octets(Buffer.alloc(length)).subarray(0, -length))).toBe(expected)
  })

  test.each([
    ['2049-12-31T23:59:59.999Z', '\x17\x0d491231235959Z'],
    ['2050-01-01T00:00:00.000Z', '\x18\x0f20500101000000Z'],
  ])('%s', (moment, expected) => {
    expect(time(Date.parse(moment)).toString('latin1')).toBe(expected)
  })
})
