import { describe, expect, test } from 'vitest'
import { veil, veiledAs, veiledJson } from './veil.ts'

describe('of a secret is shown', () => {
  test.each([
    ['its beginning', 'abcdefghijklmnop', 'abcdef…'],
    ['never more than half', 'abcdef', 'abc…'],
    ['nothing of the shortest', 'a', '…'],
    ['what its scheme is', 'Basic YWRhOnNlY3JldA==', 'Basic YWRhOn…'],
  ])('%s', (_case, secret, expected) => {
    expect(veil(secret)).toBe(expected)
  })
})

describe('what is a secret by its name', () => {
  test.each([
    'Authorization',
    'auth',
    'auth_token',
    'access_token',
    'X-Amz-Security-Token',
    'X-Amz-Credential',
    'X-Amz-Signature',
    'Cookie',
    'x-api-key',
    'apiKey',
    'accessToken',
    'password',
    'client_secret',
  ])('%s', (name) => {
    expect(veiledAs(name, 'abcdefghijklmnop')).toBe('abcdef…')
  })

  test.each(['author', 'room', 'Origin', 'key', 'X-Amz-Date'])('%s is none', (name) => {
    expect(veiledAs(name, 'abcdefghijklmnop')).toBe('abcdefghijklmnop')
  })
})

test('a subprotocol is shown, and a token that is offered as one is not', () => {
  const offers = 'graphql-ws, base64UrlBearer.authorization.c2VjcmV0'
  expect(veiledAs('Sec-WebSocket-Protocol', offers)).toBe('graphql-ws, base64…')
})

test('secrets in lists and objects are found, and what is no text stays', () => {
  const value = { tokens: ['abcdefghijkl', 3], deep: { password: 'abcd' }, ok: [null, true, 'x'] }
  expect(veiledJson(value)).toEqual({
    tokens: ['abcdef…', 3],
    deep: { password: 'ab…' },
    ok: [null, true, 'x'],
  })
})
