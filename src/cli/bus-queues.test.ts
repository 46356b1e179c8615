import { expect, test } from 'vitest'
import { readBusQueues } from './bus-queues.ts'

test('queues are in JSON, by their rules', () => {
  const queues = { 'notify:0': 'https://sqs.us-east-1.amazonaws.com/1/notify-0' }
  expect(readBusQueues(JSON.stringify(queues))).toEqual(queues)
})

test.each([
  ['none', undefined],
  ['an empty variable', ''],
])('there need not be any: %s', (_label, variable) => {
  expect(readBusQueues(variable)).toBeUndefined()
})

test.each([
  ['no JSON', 'notify:0=https://a.example'],
  ['a list', '["https://a.example"]'],
  ['no URL', '{"notify:0":"notify-0"}'],
  ['nothing', 'null'],
])('anything else is wrong: %s', (_label, variable) => {
  expect(readBusQueues(variable)).toBe('wrong')
})
