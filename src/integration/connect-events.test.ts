import { describe, expect, test } from 'vitest'
import { authorizerEvent, connectEvent } from './connect-events.ts'
import type { ConnectionRecord, ConnectRequest } from './connection-record.ts'
import { authorizerFixture, connectFixture } from './events.fixture.ts'
import { aRecord, aRequest, someIds } from './records.fixture.ts'

const connect = (record: Partial<ConnectionRecord> = {}, request: Partial<ConnectRequest> = {}) =>
  JSON.parse(connectEvent(aRecord(record), aRequest(request), someIds))
const authorizer = (record: Partial<ConnectionRecord> = {}, request: Partial<ConnectRequest> = {}) =>
  JSON.parse(authorizerEvent(aRecord(record), aRequest(request), someIds))

describe('the event of $connect', () => {
  test('is what captured ones are, member by member and in their order', () => {
    const text = connectEvent(aRecord(), aRequest(), someIds)
    expect(text).toBe(JSON.stringify(connectFixture))
  })

  test('has a query only if one was sent, the last value alone and all of them', () => {
    expect(connect()).not.toHaveProperty('queryStringParameters')
    expect(connect({}, { target: '/prod?' })).not.toHaveProperty('multiValueQueryStringParameters')
    const event = connect({}, { target: '/prod?token=first&token=second&name=Zo%C3%AB+B&flag' })
    expect(event.queryStringParameters).toEqual({ token: 'second', name: 'Zoë B', flag: '' })
    expect(event.multiValueQueryStringParameters).toEqual({
      token: ['first', 'second'],
      name: ['Zoë B'],
      flag: [''],
    })
    expect(Object.keys(event)).toEqual([
      'headers',
      'multiValueHeaders',
      'queryStringParameters',
      'multiValueQueryStringParameters',
      'requestContext',
      'isBase64Encoded',
    ])
  })

  test('has stage variables only if the stage has some', () => {
    expect(connect({ variables: {} })).not.toHaveProperty('stageVariables')
    expect(connect({ variables: { table: 'games' } }).stageVariables).toEqual({ table: 'games' })
  })

  test('has what the authorizer said, and who signed the request', () => {
    const { requestContext } = connect({
      authorizer: { principalId: 'ada', context: { level: '7', principalId: 'eve' } },
      identity: { accountId: '123456789012', userArn: 'arn:aws:iam::123456789012:user/ada', caller: null },
    })
    expect(requestContext.authorizer).toEqual({ principalId: 'ada', level: '7' })
    expect(requestContext.identity).toEqual({
      userAgent: 'UnityPlayer/6000.0',
      sourceIp: '203.0.113.9',
      accountId: '123456789012',
      userArn: 'arn:aws:iam::123456789012:user/ada',
      caller: null,
    })
  })

  test('has no user agent if the client sent none', () => {
    const { userAgent: _, ...silent } = aRecord()
    const { requestContext } = JSON.parse(connectEvent(silent, aRequest(), someIds))
    expect(requestContext.identity).toEqual({ sourceIp: '203.0.113.9' })
  })

  test('has header names as the client wrote them, and one of each', () => {
    const { headers, multiValueHeaders } = connect(
      {},
      { rawHeaders: ['host', 'a.example', 'X-Game', 'one', 'x-game', 'two', 'lower-case', ''] },
    )
    expect(headers).toMatchObject({ 'X-Game': 'two', 'lower-case': '' })
    expect(multiValueHeaders['X-Game']).toEqual(['one', 'two'])
    expect(headers).not.toHaveProperty('x-game')
    expect(headers).not.toHaveProperty('host')
  })

  test('has the API’s name as its host, whatever the client says', () => {
    const { headers, multiValueHeaders } = connect(
      {},
      { rawHeaders: ['host', 'evil.example', 'HOST', 'b.example'] },
    )
    expect(headers.Host).toBe('game.example.com')
    expect(multiValueHeaders.Host).toEqual(['game.example.com'])
    expect(headers).not.toHaveProperty('host')
    expect(authorizer({}, { rawHeaders: ['Host', 'evil.example'] }).headers.Host).toBe('game.example.com')
  })

  test('tells the address that the server saw last, and a trace id of the client', () => {
    const { headers } = connect(
      {},
      {
        rawHeaders: [
          'X-Forwarded-For',
          '10.0.0.1',
          'x-forwarded-proto',
          'gopher',
          'x-amzn-trace-id',
          'Root=1-a-b',
        ],
        forwarded: { port: 8080, proto: 'http' },
      },
    )
    expect(headers).toMatchObject({
      'X-Forwarded-For': '10.0.0.1, 203.0.113.9',
      'X-Forwarded-Port': '8080',
      'X-Forwarded-Proto': 'http',
      'X-Amzn-Trace-Id': 'Root=1-a-b',
    })
  })

  test.each([
    ['it', '203.0.113.9', '203.0.113.9'],
    ['it, after what it claimed', '10.0.0.1, 203.0.113.9', '10.0.0.1, 203.0.113.9'],
    ['it, and where they went through', '1.1.1.1,203.0.113.9, 10.0.0.2, 10.0.0.3', '1.1.1.1, 203.0.113.9'],
    ['it with a port', '203.0.113.9:567, 10.0.0.2', '203.0.113.9'],
    ['it in its IPv6 form', '[::ffff:203.0.113.9]:567', '203.0.113.9'],
  ])('names the client once, behind proxies that name %s', (_label, said, expected) => {
    const { headers, multiValueHeaders } = connect({}, { rawHeaders: ['X-Forwarded-For', said] })
    expect(headers['X-Forwarded-For']).toBe(expected)
    expect(multiValueHeaders['X-Forwarded-For']).toEqual([expected])
  })

  test.each([
    ['a bad percent-encoding', '/?a=%zz&b=%', { a: '%zz', b: '%' }],
    ['half a character', '/?a=%E0%A4', { a: '\ufffd' }],
    ['half a surrogate pair', '/?a=%ED%A0%80', { a: '\ufffd\ufffd\ufffd' }],
    ['quotes, backslashes and zeros', '/?a=%22%5C%00', { a: '"\\\0' }],
    ['nothing but separators', '/?&=&', { '': '' }],
    ['a second question mark', '/?a=b?c', { a: 'b?c' }],
  ])('survives a query with %s', (_label, target, expected) => {
    expect(connect({}, { target }).queryStringParameters).toEqual(expected)
  })

  test('keeps names that every object has as plain members', () => {
    const { headers, queryStringParameters } = connect(
      {},
      { target: '/?__proto__=a&constructor=b', rawHeaders: ['__proto__', 'c', 'constructor', 'd'] },
    )
    expect(Object.entries(queryStringParameters)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(Object.entries(headers)).toContainEqual(['__proto__', 'c'])
    expect(Object.entries(headers)).toContainEqual(['constructor', 'd'])
  })
})

describe('the event of an authorizer', () => {
  test('is what the documented one is, member by member and in its order', () => {
    const request = aRequest({ target: '/prod?token=first&token=second&name=Zo%C3%AB%20B' })
    expect(authorizerEvent(aRecord(), request, someIds)).toBe(JSON.stringify(authorizerFixture))
  })

  test('has empty objects where there is no query and no variable', () => {
    expect(authorizer()).toMatchObject({
      queryStringParameters: {},
      multiValueQueryStringParameters: {},
      stageVariables: {},
    })
    expect(authorizer({ variables: { table: 'games' } }).stageVariables).toEqual({ table: 'games' })
  })

  test('has nothing of what an authorizer said before', () => {
    const { requestContext } = authorizer({ authorizer: { principalId: 'ada', context: {} } })
    expect(requestContext).not.toHaveProperty('authorizer')
  })
})
