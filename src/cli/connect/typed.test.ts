import { describe, expect, test } from 'vitest'
import { typed } from './typed.ts'

describe('what a typed line means', () => {
  test.each([
    ['{"action":"list"}', { kind: 'text', text: '{"action":"list"}' }],
    [' spaced ', { kind: 'text', text: ' spaced ' }],
    ['//slash', { kind: 'text', text: '/slash' }],
    ['  ', { kind: 'nothing' }],
    ['/ping', { kind: 'ping' }],
    ['/help ', { kind: 'help' }],
    ['/quit', { kind: 'close', code: 1_000, reason: '' }],
    ['/close', { kind: 'close', code: 1_000, reason: '' }],
    ['/close 4001', { kind: 'close', code: 4_001, reason: '' }],
    ['/close 3000 good  bye', { kind: 'close', code: 3_000, reason: 'good  bye' }],
    ['/close bye', { kind: 'close', code: 1_000, reason: 'bye' }],
  ])('%s', (line, expected) => {
    expect(typed(line)).toEqual(expected)
  })
})

test.each(['/close 999', '/close 1005', '/close 1006', '/close 1015', '/close 5000', '/clsoe', '/'])(
  '%s is told to be a mistake',
  (line) => {
    expect(typed(line).kind).toBe('mistake')
  },
)

test('a reason that does not fit into a close frame is a mistake', () => {
  expect(typed(`/close 1000 ${'é'.repeat(61)}`).kind).toBe('close')
  expect(typed(`/close 1000 ${'é'.repeat(62)}`).kind).toBe('mistake')
})
