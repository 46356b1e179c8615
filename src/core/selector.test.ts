import { describe, expect, test } from 'vitest'
import { compileSelector } from './selector.ts'

const select = (expression: string, body: unknown): string => compileSelector(expression)(body)

describe('a selector', () => {
  test.each([
    ['$request.body.action', { action: 'join' }, 'join'],
    ['${request.body.action}', { action: 'join' }, 'join'],
    ['$request.body.message.kind', { message: { kind: 'move' } }, 'move'],
    ['$request.body.rooms[1].name', { rooms: [{}, { name: 'b' }] }, 'b'],
    ["$request.body['odd key']", { 'odd key': 'x' }, 'x'],
    ['${request.body.service}/${request.body.action}', { service: 'chat', action: 'join' }, 'chat/join'],
    ['${request.body.action}-${request.body.invalidPath}', { action: 'join' }, 'join-'],
    ['$request.body.items[*].kind', { items: [{ kind: 'a' }, { kind: 'b' }] }, '[a, b]'],
    ['$request.body..kind', { deep: { kind: 'a' } }, '[a]'],
    ['$request.body.items[-1]', { items: ['a', 'b'] }, '[b]'],
    ['$request.body.items[0:2]', { items: ['a', 'b', 'c'] }, '[a, b]'],
    ['${request.body.items[?(@.n > 1)].kind}', { items: [{ n: 1 }, { n: 2, kind: 'x' }] }, '[x]'],
    ["$request.body['a','b']", { a: 1, b: 2 }, '[1, 2]'],
    ['${request.body.action}/${request.body.items[*]}', { action: 'x', items: [] }, 'x/'],
    ["$request.body['*']", { '*': 'star' }, 'star'],
    ['action', { action: 'other' }, 'action'],
    ['\\$default', {}, '$default'],
  ])('%s of %j is "%s"', (expression, body, route) => {
    expect(select(expression, body)).toBe(route)
  })

  test('makes text of what is not text', () => {
    expect(select('$request.body.action', { action: 5 })).toBe('5')
    expect(select('$request.body.action', { action: true })).toBe('true')
    expect(select('$request.body.action', { action: ['a', 'b'] })).toBe('[a, b]')
    expect(select('$request.body.action', { action: null })).toBe('')
  })

  test('finds nothing in a body that is no object', () => {
    for (const body of [null, 5, 'action', [], true]) expect(select('$request.body.action', body)).toBe('')
  })

  test('does not find what every object inherits', () => {
    expect(select('$request.body.constructor', {})).toBe('')
    expect(select('$request.body.constructor.name', {})).toBe('')
    expect(select('$request.body.__proto__', {})).toBe('')
    expect(select('$request.body.length', [1])).toBe('1')
  })

  test('takes no longer for a body that is nested deeply', () => {
    const depth = 60_000
    const body: unknown = JSON.parse(`{"action":${'['.repeat(depth)}${']'.repeat(depth)}}`)
    expect(select('$request.body.action', body)).toBe('[]')
  })

  test('has no values of a body that is nested too deeply to look through', () => {
    const depth = 60_000
    const body: unknown = JSON.parse(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)
    expect(select('$request.body..action', body)).toBe('')
  })

  test.each([
    '',
    '$context.routeKey',
    '${context.stage}',
    '$request.body[?',
    '${request.body.a[*}',
    '$request.body.a[',
    '$request.header.x',
  ])('that cannot be read is refused: "%s"', (expression) => {
    expect(() => compileSelector(expression)).toThrow(SyntaxError)
  })
})
