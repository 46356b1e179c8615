import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { invocation, jsonWebToken, requestContext, returned, shownView } from './dev-view.fixture.ts'
import type { InvocationRecord } from './records.ts'

const context = (changed: object): object => ({ requestContext: { ...requestContext, ...changed } })
const message = (body: string): object => ({ requestContext, body, isBase64Encoded: false })

function shown(record: InvocationRecord): readonly string[] {
  const { view, lines } = shownView()
  view.invoked(record)
  return lines()
}

describe('an invocation is shown as', () => {
  test('a message, with its route, its connection, its body and its answer', () => {
    const event = message('{"action":"say","text":"hello"}')
    expect(shown(invocation(event, returned({ statusCode: 200, body: '{"ok": true}' })))).toEqual([
      '09:15:07.042  chat.say  say  R1kmxc2V  3.2 ms',
      '  → {"action":"say","text":"hello"}',
      '  ← 200 {"ok":true}',
    ])
  })

  test('a connect, with its query and the headers that differ', () => {
    const event = {
      ...context({ routeKey: '$connect', eventType: 'CONNECT' }),
      headers: {
        Host: 'localhost',
        Origin: 'http://localhost:5173',
        'Sec-WebSocket-Key': 'k',
        'X-Api-Key': 'abcdefghijklm',
      },
      multiValueQueryStringParameters: { room: ['a', 'b'], auth_token: [jsonWebToken] },
    }
    const record = invocation(event, returned({ statusCode: 401 }), { isCold: true, durationMs: 1_234 })
    expect(shown(record)).toEqual([
      '09:15:07.042  chat.say  $connect  R1kmxc2V  1.23 s  cold start',
      '  → ?room=a&room=b&auth_token=eyJhbG…',
      '    Origin: http://localhost:5173',
      '    X-Api-Key: abcdef…',
      '  ← 401',
    ])
  })

  test('a disconnect, with code and reason', () => {
    const event = context({
      routeKey: '$disconnect',
      eventType: 'DISCONNECT',
      disconnectStatusCode: 1001,
      disconnectReason: 'tab closed',
    })
    expect(shown(invocation(event, returned(null))).slice(1)).toEqual([
      '  → 1001 going away (tab closed)',
      '  ← nothing',
    ])
  })

  test.each([
    ['Allow', 'Allow', '  ← Allow principalId ada'],
    ['Deny', 'Deny', '  ← Deny principalId ada'],
  ])('an authorizer with its verdict: %s', (_case, effect, expected) => {
    const event = {
      type: 'REQUEST',
      ...context({ eventType: 'CONNECT' }),
      headers: { Authorization: `Bearer ${jsonWebToken}` },
    }
    const policy = {
      principalId: 'ada',
      policyDocument: { Statement: [{ Effect: effect }] },
      context: { level: 3 },
    }
    expect(shown(invocation(event, returned(policy)))).toEqual([
      '09:15:07.042  chat.say  authorizer  R1kmxc2V  3.2 ms',
      '  → Authorization: Bearer eyJhbG…',
      expected,
      '    {"level":3}',
    ])
  })

  test('an authorizer that answers with no policy', () => {
    const event = { type: 'REQUEST', ...context({ eventType: 'CONNECT' }) }
    expect(shown(invocation(event, returned({ isAuthorized: true }))).at(-1)).toBe(
      '  ✗ no policy: {"isAuthorized":true}',
    )
  })

  test('records, with how many', () => {
    const event = {
      Records: [
        { eventSource: 'aws:sqs', body: 'a' },
        { eventSource: 'aws:sqs', body: 'b' },
      ],
    }
    expect(shown(invocation(event, returned({ batchItemFailures: [] })))).toEqual([
      '09:15:07.042  chat.say  2 records  3.2 ms',
      '  → from aws:sqs',
      '  ← {"batchItemFailures":[]}',
    ])
  })

  test('an event of a bus, with its detail', () => {
    const event = { source: 'shop', 'detail-type': 'Paid', detail: { order: 7 } }
    expect(shown(invocation(event, returned(undefined))).slice(0, 2)).toEqual([
      '09:15:07.042  chat.say  Paid from shop  3.2 ms',
      '  → {"order":7}',
    ])
  })

  test('any other event, as it is', () => {
    expect(shown(invocation({ a: 1 }, returned('done'))).slice(1)).toEqual(['  → {"a":1}', '  ← "done"'])
  })

  test('an error, with its type, its message and where it was thrown', () => {
    const failed = {
      kind: 'failed',
      errorType: 'TypeError',
      errorMessage: 'x is not a function\nat all',
      stackTrace: [
        'TypeError: x',
        '    at lib (/p/node_modules/a.js:1:1)',
        '    at say (/p/lambdas/say.js:3:9)',
      ],
    } as const
    expect(shown(invocation(message('hi'), failed)).slice(1)).toEqual([
      '  → hi',
      '  ✗ TypeError: x is not a function',
      '    at all',
      '      at say (/p/lambdas/say.js:3:9)',
    ])
  })
})

describe('a body', () => {
  test.each([
    ['that is no text is counted', { ...message('AAECAw=='), isBase64Encoded: true }, ['  → <4 bytes>']],
    ['that is empty is not there', message(''), []],
    ['cannot steer the terminal', message('\u001b[2Jx'), ['  → \\x1b[2Jx']],
    [
      'is shown without its secrets',
      message('{"user":{"password":"hunter22"},"n":"1"}'),
      ['  → {"user":{"password":"hunt…"},"n":"1"}'],
    ],
    ['is searched for tokens', message(`hello ${jsonWebToken}`), ['  → hello eyJhbG…']],
  ])('%s', (_case, event, expected) => {
    expect(shown(invocation(event, returned(null))).slice(1, -1)).toEqual(expected)
  })

  test('that is long is indented, and cut at 24 lines', () => {
    const body = JSON.stringify({
      list: Array.from({ length: 90 }, (_, index) => index),
      text: 'é'.repeat(500),
    })
    const lines = shown(invocation(message(body), returned(null)))
    expect(lines.slice(1, 4)).toEqual(['  → {', '      "list": [', '        0,'])
    expect(lines).toHaveLength(1 + 24 + 1 + 1)
    expect(lines.at(-2)).toBe('    … and 71 more lines')
  })

  test('nested deeper than anybody reads breaks nothing', () => {
    const body = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    expect(shown(invocation(message(body), returned(null))).at(1)).toContain('[')
  })
})

describe('log lines', () => {
  const line = { name: 'chat.say', requestId: 'r1', level: 'info', message: 'one' } as const

  test('are shown with their invocation, in order', () => {
    const { view, lines, waiting } = shownView()
    view.logged(line)
    view.logged({ ...line, requestId: 'r2', message: 'of another' })
    view.logged({ ...line, level: 'error', message: 'two\nlines' })
    expect(lines()).toEqual([])
    view.invoked(invocation(message('hi'), returned(null)))
    expect(lines().slice(1)).toEqual(['  → hi', '  info  one', '  error two', '        lines', '  ← nothing'])
    expect(waiting()).toBe(1)
  })

  test('do not wait for an invocation that takes long', () => {
    const { view, lines, passTime } = shownView()
    view.logged(line)
    passTime()
    expect(lines()).toEqual(['09:15:07.042  chat.say  log', '  info  one'])
    view.logged({ ...line, message: 'two' })
    view.invoked(invocation(message('hi'), returned(null)))
    expect(lines().slice(1)).toEqual(['  → hi', '  info  two', '  ← nothing'])
  })

  test('do not wait where there are many of them', () => {
    const { view, lines, waiting } = shownView()
    for (let count = 0; count < 201; count += 1) view.logged(line)
    expect(lines()).toHaveLength(201)
    expect(waiting()).toBe(1)
  })

  test('of no invocation are shown at once', () => {
    const { view, lines } = shownView()
    view.logged({ name: 'chat.say', level: 'warn', message: 'loading' })
    expect(lines()).toEqual(['09:15:07.042  chat.say  log', '  warn  loading'])
  })
})

test('a reload tells what has changed and what does not load', () => {
  const { view, lines } = shownView()
  view.watching(['./lambdas'])
  view.reloaded(
    [{ name: 'a' }, { name: 'b', problem: 'SyntaxError: no\nb.js:1' }],
    ['a.js', 'b.js', 'c.js', 'd.js'],
    84.4,
  )
  view.reloaded([{ name: 'a' }], ['a.js'], 5)
  expect(lines()).toEqual([
    'Watching ./lambdas: what changes is loaded anew',
    '09:15:07.042  reloaded 2 functions  84 ms  a.js, b.js, c.js and 1 more',
    '  ✗ b: SyntaxError: no',
    '    b.js:1',
    '09:15:07.042  reloaded 1 function  5.0 ms  a.js',
  ])
})

test('colours change no character', () => {
  const record = invocation(
    message('{"a":[1,true,"x"]}'),
    returned({ statusCode: 500, body: '{"b":null}' }),
    { isCold: true },
  )
  const { view, lines } = shownView(true)
  view.invoked(record)
  const coloured = lines()
  expect(coloured.map(stripVTControlCharacters)).toEqual(shown(record))
  expect(coloured.every((text) => text.includes('\u001b['))).toBe(true)
})
