import { describe, expect, test } from 'vitest'
import type { Invoked } from '../core/index.ts'
import { connectAnswer, type MessageAnswerOptions, messageAnswer } from './answers.ts'

const returned = (result: unknown): Invoked => ({ kind: 'returned', result })
const failed: Invoked = { kind: 'failed', errorType: 'Error', errorMessage: 'foo' }

describe('the answer to $connect', () => {
  test.each([200, 201, 204, 299])('lets the client in with %d', (statusCode) => {
    expect(connectAnswer(returned({ statusCode }))).toEqual({ accept: { headers: [] } })
  })

  test.each([301, 400, 401, 403, 404, 501, 599])('refuses with its own status %d', (statusCode) => {
    expect(connectAnswer(returned({ statusCode, body: 'no' }))).toEqual({
      refuse: { status: statusCode, headers: [] },
    })
  })

  test('may give the status as a text', () => {
    expect(connectAnswer(returned({ statusCode: '200' }))).toEqual({ accept: { headers: [] } })
    expect(connectAnswer(returned({ statusCode: '403' }))).toMatchObject({ refuse: { status: 403 } })
  })

  test.each([
    ['a failure', failed],
    ['nothing', returned(null)],
    ['a text', returned('ok')],
    ['a list', returned([])],
    ['no status', returned({ body: 'ok' })],
    ['half a status', returned({ statusCode: 200.5 })],
    ['a status that is no number', returned({ statusCode: '2e2' })],
    ['a status that HTTP does not have', returned({ statusCode: 600 })],
    ['a status that is no answer', returned({ statusCode: 101 })],
    ['a body that is no text', returned({ statusCode: 200, body: {} })],
    ['headers that are no object', returned({ statusCode: 200, headers: [['a', 'b']] })],
    ['more headers than a client takes', returned({ statusCode: 200, headers: { a: 'b'.repeat(11_000) } })],
  ])('is 502 for %s', (_label, invoked) => {
    expect(connectAnswer(invoked)).toEqual({ refuse: { status: 502, headers: [] } })
  })

  test('has the headers that the handler chose, and none that are the server’s', () => {
    const headers = {
      'Sec-WebSocket-Protocol': 'game.v1',
      'X-Number': 5,
      connection: 'close',
      Upgrade: 'h2c',
      'Content-Length': '7',
      'Sec-WebSocket-Accept': 'forged',
      'transfer-encoding': 'chunked',
      'X-Nothing': null,
      'X-Object': {},
    }
    expect(connectAnswer(returned({ statusCode: 200, headers }))).toEqual({
      accept: {
        headers: [
          ['Sec-WebSocket-Protocol', 'game.v1'],
          ['X-Number', '5'],
        ],
      },
    })
  })

  test('has a value of a list once, and the list instead of the single value', () => {
    const answer = connectAnswer(
      returned({
        statusCode: 200,
        headers: { 'set-cookie': 'c=0', a: 'b' },
        multiValueHeaders: { 'Set-Cookie': ['c=1', 'c=2', 'c=1'], odd: 'text' },
      }),
    )
    expect(answer).toEqual({
      accept: {
        headers: [
          ['a', 'b'],
          ['Set-Cookie', 'c=1'],
          ['Set-Cookie', 'c=2'],
        ],
      },
    })
  })

  test.each([
    ['a line break in a value', { a: 'b\r\nSet-Cookie: c=1' }],
    ['a line break in a name', { 'a\r\nb': 'c' }],
    ['a space in a name', { 'a b': 'c' }],
    ['no name', { '': 'c' }],
    ['a character that HTTP does not carry', { a: '→' }],
    ['a zero', { a: 'b\0c' }],
  ])('does not have a header with %s', (_label, headers) => {
    expect(connectAnswer(returned({ statusCode: 200, headers }))).toEqual({ accept: { headers: [] } })
  })
})

describe('the answer to a message', () => {
  const oneWay: MessageAnswerOptions = { isTwoWay: false, errorAnswers: 'silent', maxBytes: 131_072 }
  const twoWay: MessageAnswerOptions = { isTwoWay: true, errorAnswers: 'silent', maxBytes: 131_072 }

  test.each([null, 'text', 5, [], {}, { statusCode: 200, body: 'b' }, { statusCode: 501, body: 'b' }])(
    'is silence on a one-way route: %j',
    (result) => {
      expect(messageAnswer(returned(result), oneWay)).toBe('nothing')
    },
  )

  test('is an error frame if the handler failed', () => {
    expect(messageAnswer(failed, oneWay)).toBe('internal')
    expect(messageAnswer(failed, twoWay)).toBe('internal')
  })

  test.each([
    ['a text', { statusCode: 200, body: 'hi' }, 'hi'],
    ['an empty text', { statusCode: 200, body: '' }, ''],
    ['whatever the status', { statusCode: 500, body: 'sorry' }, 'sorry'],
  ])('is the body on a two-way route: %s', (_label, result, frame) => {
    expect(messageAnswer(returned(result), twoWay)).toEqual({ frame })
  })

  test('is a binary frame of a body in Base64', () => {
    const answer = messageAnswer(returned({ statusCode: 200, body: 'AP8=', isBase64Encoded: true }), twoWay)
    expect(answer).toEqual({ frame: Buffer.from([0, 255]) })
  })

  test('is silence on a two-way route without a body', () => {
    expect(messageAnswer(returned({ statusCode: 200 }), twoWay)).toBe('nothing')
    expect(messageAnswer(returned({ statusCode: 200, body: null }), twoWay)).toBe('nothing')
  })

  test.each([
    ['no object', 'hi'],
    ['no status', { body: 'hi' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a body that is no Base64', { statusCode: 200, body: '<hi>', isBase64Encoded: true }],
    ['a body that is too long', { statusCode: 200, body: 'é'.repeat(70_000) }],
  ])('is an error frame on a two-way route for %s', (_label, result) => {
    expect(messageAnswer(returned(result), twoWay)).toBe('internal')
  })

  test('tells of an error status if the API wants that, where no body does', () => {
    const options = { errorAnswers: 'frame', maxBytes: 131_072 } as const
    const error = returned({ statusCode: 400 })
    const worded = returned({ statusCode: 400, body: 'no' })
    expect(messageAnswer(error, { ...options, isTwoWay: false })).toBe('internal')
    expect(messageAnswer(error, { ...options, isTwoWay: true })).toBe('internal')
    expect(messageAnswer(worded, { ...options, isTwoWay: false })).toBe('internal')
    expect(messageAnswer(worded, { ...options, isTwoWay: true })).toEqual({ frame: 'no' })
    expect(messageAnswer(returned({ statusCode: 200 }), { ...options, isTwoWay: false })).toBe('nothing')
  })
})
