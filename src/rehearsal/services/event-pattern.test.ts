import { expect, test } from 'vitest'
import { eventPattern } from './event-pattern.ts'

const event = {
  source: 'shop',
  account: '000000000000',
  'detail-type': 'Order Placed',
  resources: ['a', 'b'],
  detail: { price: 12, state: 'open', tags: ['x', 'y'], lines: [{ sku: 1 }, { sku: 2 }], note: null },
}

test.each([
  ['a value', { source: ['shop'] }],
  ['one of several values', { source: ['other', 'shop'] }],
  ['a list with the value in it', { resources: ['b'] }],
  ['several fields', { source: ['shop'], detail: { state: ['open'] } }],
  ['null', { detail: { note: [null] } }],
  ['a prefix', { source: [{ prefix: 'sh' }] }],
  ['a prefix in another case', { source: [{ prefix: { 'equals-ignore-case': 'SH' } }] }],
  ['a suffix', { source: [{ suffix: 'op' }] }],
  ['another case', { source: [{ 'equals-ignore-case': 'SHOP' }] }],
  ['a wildcard', { 'detail-type': [{ wildcard: 'Order *' }] }],
  ['anything but', { source: [{ 'anything-but': ['x'] }] }],
  ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'x' } }] }],
  ['a range of numbers', { detail: { price: [{ numeric: ['>', 10, '<=', 12] }] } }],
  ['something that is there', { detail: { price: [{ exists: true }] } }],
  ['something that is not there', { detail: { colour: [{ exists: false }] } }],
  ['a field of an object in a list', { detail: { lines: { sku: [2] } } }],
  ['an alternative', { $or: [{ source: ['x'] }, { account: ['000000000000'] }] }],
])('a pattern with %s matches', (_label, pattern) => {
  expect(eventPattern(pattern)(event)).toBe(true)
})

test.each([
  ['another value', { source: ['Shop'] }],
  ['one of two fields', { source: ['shop'], account: ['1'] }],
  ['a text for a number', { detail: { price: ['12'] } }],
  ['a prefix', { source: [{ prefix: 'op' }] }],
  ['anything but', { source: [{ 'anything-but': 'shop' }] }],
  ['anything but what is not there', { detail: { colour: [{ 'anything-but': 'red' }] } }],
  ['a range of numbers', { detail: { price: [{ numeric: ['>', 12] }] } }],
  ['something that is there', { detail: { colour: [{ exists: true }] } }],
  ['a field of what is not there', { detail: { gone: { too: ['x'] } } }],
])('a pattern with %s does not match', (_label, pattern) => {
  expect(eventPattern(pattern)(event)).toBe(false)
})

test.each([
  ['an operator', { source: [{ cidr: '10.0.0.0/8' }] }],
  ['a comparison', { source: [{ numeric: ['~', 1] }] }],
  ['a shape', 'text'],
])('a pattern with %s that is not known is an error', (_label, pattern) => {
  expect(() => eventPattern(pattern)).toThrow(/event pattern|comparison/)
})
