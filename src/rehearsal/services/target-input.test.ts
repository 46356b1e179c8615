import { expect, test } from 'vitest'
import { targetInput } from './target-input.ts'

const event = { id: '1', time: '2026-01-01T00:00:00Z', detail: { text: 'a "b"', list: [{ n: 1 }] } }
const input = (target: object) => targetInput({ ...target }, event, 'arn:aws:events:us-east-1:0:rule/tick')

test('a target is handed the event', () => {
  expect(JSON.parse(input({}))).toEqual(event)
})

test('a target with an Input is handed that', () => {
  expect(input({ Input: '{"a":1}' })).toBe('{"a":1}')
})

test('a target with an InputPath is handed that part', () => {
  expect(input({ InputPath: '$.detail.list[0]' })).toBe('{"n":1}')
})

test('a target with an InputTransformer is handed what it makes of the event', () => {
  const InputTransformer = {
    InputPathsMap: { text: '$.detail.text', list: '$.detail.list', gone: '$.gone' },
    InputTemplate:
      '{"said":"<text>","list":<list>,"all":"got: <text>","gone":<gone>,"rule":"<aws.events.rule-name>"}',
  }
  expect(JSON.parse(input({ InputTransformer }))).toEqual({
    said: 'a "b"',
    list: [{ n: 1 }],
    all: 'got: a "b"',
    gone: null,
    rule: 'tick',
  })
})
