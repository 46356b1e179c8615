import { expect, test } from 'vitest'
import { entriesOf } from './entries.ts'

test('a detail that is an object becomes the text that PutEvents wants', () => {
  expect(entriesOf('[{"Source":"a","Detail":{"b":1}},{"Detail":"{}","EventBusName":"c"}]')).toEqual([
    { Source: 'a', Detail: '{"b":1}' },
    { Detail: '{}', EventBusName: 'c' },
  ])
})

test.each([
  ['no JSON', 'nope'],
  ['no list', '{"Source":"a"}'],
  ['an empty list', '[]'],
  ['a list of something else', '[1]'],
  ['a detail that is a number', '[{"Detail":1}]'],
])('%s is invalid', (_case, text) => {
  expect(entriesOf(text)).toBe('invalid')
})
