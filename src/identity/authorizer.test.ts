import { expect, test, vi } from 'vitest'
import type { Handshake, TokenSource } from '../core/ports/authorizer.ts'
import { memoryKeys } from '../stores/memory/keys.ts'
import { guestTokens } from './authorizer.ts'
import { testIssuer } from './test-issuer.fixture.ts'
import { tokenIdOf } from './token-id.ts'

function handshake(query: Record<string, string>): Handshake {
  return {
    connectionId: 'c',
    path: '/',
    target: '/',
    query: new URLSearchParams(query),
    headers: {},
    rawHeaders: [],
    subprotocols: [],
    sourceIp: '127.0.0.1',
    domainName: 'localhost:8080',
    requestedAt: 0,
  }
}

const issuer = testIssuer()
const token: TokenSource = ({ query }) => query.get('auth_token') ?? undefined
const authorize = guestTokens({ ...issuer, token })

test('who has an access token is let in as the user of it', async () => {
  for (const scope of ['guest', 'authenticated'] as const) {
    const { authToken } = await issuer.tokens.issue('ada', scope)
    const now = issuer.clock.now() / 1_000
    const tokenClaims = { exp: `${now + 900}`, iat: `${now}`, jti: tokenIdOf(authToken) }
    expect(await authorize(handshake({ auth_token: authToken }))).toEqual({
      allow: { id: 'ada', context: { sub: 'ada', scope }, tokenClaims },
    })
  }
})

test('who has none is told so', async () => {
  const denial = { deny: { status: 401, reason: 'no-token' } }
  expect(await authorize(handshake({}))).toEqual(denial)
  expect(await authorize(handshake({ auth_token: '' }))).toEqual(denial)
})

test('who has garbage, a refresh token or one that is over is not let in', async () => {
  const denial = { deny: { status: 401, reason: 'invalid-token' } }
  const { authToken, refreshToken } = await issuer.tokens.issue('ada', 'guest')
  expect(await authorize(handshake({ auth_token: 'garbage' }))).toEqual(denial)
  expect(await authorize(handshake({ auth_token: refreshToken }))).toEqual(denial)
  issuer.clock.pass(900_000)
  expect(await authorize(handshake({ auth_token: authToken }))).toEqual(denial)
})

test('a store that fails is no refusal', async () => {
  const keys = memoryKeys()
  const failing = testIssuer(keys)
  const { authToken } = await failing.tokens.issue('ada', 'guest')
  vi.spyOn(keys, 'list').mockImplementation(() => {
    throw new Error('disk gone')
  })
  await expect(guestTokens({ ...failing, token })(handshake({ auth_token: authToken }))).rejects.toThrow(
    'disk gone',
  )
})
