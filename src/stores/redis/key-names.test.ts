import { expect, test } from 'vitest'
import { keyNames } from './key-names.ts'
import { slotOf } from './slot.ts'

const key = keyNames('stoa:poc')
const hostile = [
  '',
  '%',
  '%007d',
  '{',
  '}',
  '{}',
  'a}b',
  '{a}b',
  'a b',
  'a:b',
  '*',
  'ü',
  '👩‍🚀',
  '\ud83d',
  '\ude00',
  '\ud83d\ude00',
  '\0',
  '\ufffd',
]

test('a name begins with prefix and stage, and says what it is', () => {
  expect(key('topic', '/:channel:room')).toBe('stoa:poc:topic:{/:channel:room}')
})

test('different ids have different names, also on the wire', () => {
  const names = hostile.map((id) => Buffer.from(key('topic', id)).toString('hex'))
  expect(new Set(names).size).toBe(hostile.length)
})

test.each(hostile)('names of one id are in one slot: %j', (id) => {
  expect(slotOf(key('log', id))).toBe(slotOf(key('topic', id)))
  expect(key('log', id)).toMatch(/^stoa:poc:log:\{[^{}]+\}$/)
})
