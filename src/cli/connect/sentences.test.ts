import { describe, expect, test } from 'vitest'
import { endSentence } from './sentences.ts'
import { type End, exitCodeOf } from './view.ts'

const attempt = { path: '/poc', isSigned: false }

const closed = (code: number, reason = '', isOwn = false): End => ({ kind: 'closed', code, reason, isOwn })

describe('a close is said with its name, and with a reason that says more', () => {
  test.each([
    ['closed: 1001 going away', closed(1_001, 'Going away')],
    ['closed: 1008 policy violation (not you)', closed(1_008, 'not you')],
    ["closed: 4001 the application's own code", closed(4_001)],
    ['closed: 1000 normal closure (\\x1b[2J)', closed(1_000, '\x1b[2J')],
  ])('%s', (sentence, end) => {
    expect(endSentence(end, attempt)).toBe(sentence)
  })
})

describe('a refusal is said with what it may mean', () => {
  const said = (status: number, more = {}) =>
    endSentence({ kind: 'refused', status, body: '{"message":"No"}' }, { ...attempt, ...more })

  test('the status and the body come first', () => {
    expect(said(500)).toBe('refused with status 500: {"message":"No"}')
  })

  test.each([
    [401, { path: '/dev' }, 'stoa token test'],
    [401, { path: '/prod' }, 'stoa token user'],
    [403, {}, '--iam'],
    [403, { isSigned: true }, 'clocks'],
    [426, {}, 'no WebSocket API'],
    [301, {}, 'redirects'],
    [429, {}, 'wait'],
    [503, {}, 'later'],
  ])('%s %o', (status, more, hint) => {
    expect(said(status, more)).toContain(hint)
  })

  test('a long body is cut', () => {
    const sentence = endSentence({ kind: 'refused', status: 500, body: 'x'.repeat(9_999) }, attempt)
    expect(sentence.length).toBeLessThan(1_000)
  })
})

test('only a server that cannot be reached makes one ask whether it runs', () => {
  const said = (isUnreachable: boolean) =>
    endSentence({ kind: 'failed', reason: 'no', isUnreachable }, attempt)
  expect(said(true)).toContain('is the server running')
  expect(said(false)).toBe('cannot connect (no)')
})

describe('the exit status', () => {
  test.each<[string, End, number]>([
    ['0 after 1000', closed(1_000), 0],
    ['0 after 1001', closed(1_001), 0],
    ['0 after a close without a code', closed(1_005), 0],
    ['1 after 1008', closed(1_008), 1],
    ['1 after a lost connection', closed(1_006), 1],
    ["0 after one's own close, whatever its code", closed(4_000, '', true), 0],
    ['1 after a refusal', { kind: 'refused', status: 401, body: '' }, 1],
    ['1 after a failure', { kind: 'failed', reason: '', isUnreachable: true }, 1],
  ])('is %s', (_case, end, code) => {
    expect(exitCodeOf(end)).toBe(code)
  })
})
