import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { canColour, paintJson } from './paint.ts'

test('coloured JSON is the same text', () => {
  const json = ' {"a" : [1, -2.5e+3, true,false,null], "say \\"hi\\"":"a: 1, true\\\\"}'
  const painted = paintJson(json)
  expect(painted).not.toBe(json)
  expect(stripVTControlCharacters(painted)).toBe(json)
})

test('keys and texts have different colours, and what is in a text has none of its own', () => {
  expect(paintJson('{"a":"1 true"}')).toBe('{\x1b[36m"a"\x1b[0m:\x1b[32m"1 true"\x1b[0m}')
})

describe('colours', () => {
  test.each([
    ['go to a terminal', true, {}, true],
    ['do not go to a file', false, {}, false],
    ['are off with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['are on with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['do not go to a terminal that has none', true, { TERM: 'dumb' }, false],
  ])('%s', (_case, isTTY, env, expected) => {
    expect(canColour({ isTTY }, env)).toBe(expected)
  })
})
