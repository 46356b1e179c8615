import { expect, test } from 'vitest'
import { bodyOf, dataBytes, dataOf, MAX_DATA_BYTES } from './message-body.ts'

test('words are read from a bare text and from what this page publishes', () => {
  expect(bodyOf('hello')).toEqual({ kind: 'text', text: 'hello' })
  expect(bodyOf(dataOf('hello'))).toEqual({ kind: 'text', text: 'hello' })
})

test('anything else is shown as JSON, and not without end', () => {
  expect(bodyOf({ move: 'e4' })).toEqual({ kind: 'data', json: '{\n  "move": "e4"\n}' })
  expect(bodyOf(undefined)).toEqual({ kind: 'data', json: 'null' })
  const long = bodyOf(Array.from({ length: 5_000 }, () => 0))
  expect(long.kind === 'data' && long.json.length).toBe(4_001)
})

test('the limit counts bytes of JSON, not characters', () => {
  const around = dataBytes('')
  expect(dataBytes('a'.repeat(MAX_DATA_BYTES - around))).toBe(MAX_DATA_BYTES)
  expect(dataBytes('é')).toBe(around + 2)
  expect(dataBytes('\n')).toBe(around + 2)
})
