import { describe, expect, test } from 'vitest'
import { parseParameterSource } from './parameter-source.ts'

describe('a source', () => {
  test.each([
    ['route.request.header.X-Game', { from: 'header', name: 'X-Game' }],
    ['route.request.multivalueheader.Accept', { from: 'multivalueheader', name: 'Accept' }],
    ['route.request.querystring.a.b', { from: 'querystring', name: 'a.b' }],
    ['route.request.multivaluequerystring.a', { from: 'multivaluequerystring', name: 'a' }],
    ['route.request.body', { from: 'body', path: [] }],
    ['route.request.body.a.0.b', { from: 'body', path: ['a', '0', 'b'] }],
    ['context.identity.sourceIp', { from: 'context', path: ['identity', 'sourceIp'] }],
    ['stageVariables.table', { from: 'stageVariables', name: 'table' }],
    ["'it''s \"so\"'", { from: 'static', value: 'it\'\'s "so"' }],
    ["''", { from: 'static', value: '' }],
  ])('is read: %s', (text, source) => {
    expect(parseParameterSource(text)).toEqual(source)
  })

  test.each([
    ['$request.header.Authorization', 'write route.request.header.Authorization'],
    ['${request.querystring.token}', 'write route.request.querystring.token'],
    ['request.header.a', 'write route.request.header.a'],
    ['$context.stage', 'write context.stage'],
    ['$stageVariables.a', 'write stageVariables.a'],
    [
      'method.request.header.a',
      "write route.request.header.X, route.request.querystring.X, context.X, stageVariables.X or 'a text'",
    ],
    ['route.request.cookie.a', 'is not the source of a value'],
    ['route.request.header.', 'is not the source of a value'],
    ['context..a', 'has an empty name in it'],
    ['', 'is not the source of a value'],
  ])('of another syntax is refused with what to write: "%s"', (text, why) => {
    expect(() => parseParameterSource(text)).toThrow(why)
  })
})
