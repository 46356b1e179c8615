import { describe, expect, test } from 'vitest'
import { parseParameterSource } from './parameter-source.ts'
import { type ParameterScope, parameterValue } from './parameter-values.ts'
import { aRecord, aRequest } from './records.fixture.ts'

const record = aRecord({
  authorizer: { principalId: 'ada', context: { level: 7 } },
  variables: { table: 'games' },
})
const request = aRequest({
  target: '/prod?token=a&token=b&Token=c&empty=',
  rawHeaders: ['X-Game', 'one', 'x-game', 'two'],
})
const body = { user: { name: 'Ada', age: 36, tags: ['a', 'b'] }, none: null }
const scope: ParameterScope = { record, request, body, context: { routeKey: '$connect' } }

const value = (source: string, of: ParameterScope = scope) => parameterValue(parseParameterSource(source), of)

describe('the value', () => {
  test.each([
    ['route.request.header.x-GAME', 'two'],
    ['route.request.multivalueheader.X-Game', 'one,two'],
    ['route.request.querystring.token', 'b'],
    ['route.request.querystring.Token', 'c'],
    ['route.request.querystring.empty', ''],
    ['route.request.multivaluequerystring.token', 'a,b'],
    ['route.request.body.user.name', 'Ada'],
    ['route.request.body.user.age', '36'],
    ['route.request.body.user.tags.1', 'b'],
    ['route.request.body.user.tags', '["a","b"]'],
    ['context.connectionId', 'VJ2kdc9zIAMCK1w='],
    ['context.identity.sourceIp', '203.0.113.9'],
    ['context.authorizer.principalId', 'ada'],
    ['context.authorizer.level', '7'],
    ['context.routeKey', '$connect'],
    ['stageVariables.table', 'games'],
    ["'static'", 'static'],
  ])('of %s is "%s"', (source, expected) => {
    expect(value(source)).toBe(expected)
  })

  test.each([
    'route.request.header.constructor',
    'route.request.querystring.toString',
    'route.request.body.none',
    'route.request.body.user.constructor.name',
    'route.request.body.user.tags.length',
    'route.request.body.user.name.length',
    'context.constructor',
    'context.authorizer.toString',
    'stageVariables.constructor',
  ])('of %s is none', (source) => {
    expect(value(source)).toBeUndefined()
  })

  test('of headers and query is none where there is no request for a connection', () => {
    expect(value('route.request.header.x-game', { record })).toBeUndefined()
    expect(value('route.request.querystring.token', { record })).toBeUndefined()
    expect(value('route.request.body.user', { record })).toBeUndefined()
  })
})
