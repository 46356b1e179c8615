import { type JWTPayload, SignJWT } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import type { TokenSource } from '../core/ports/authorizer.ts'
import { memoryKeys } from '../stores/memory/keys.ts'
import { handshake, invalidToken, noToken } from './handshake.fixture.ts'
import { hubTokens } from './hub-tokens.ts'
import { decoded, testIssuer } from './test-issuer.fixture.ts'
import { hashId } from './token-id.ts'

/** As the hub's definition does it. */
const bearerOrQuery: TokenSource = ({ subprotocols, query }) =>
  subprotocols.find((name) => name.startsWith('bearer.'))?.slice('bearer.'.length) ??
  query.get('access_token') ??
  undefined

const issuer = testIssuer()
const authorize = hubTokens({ ...issuer, token: bearerOrQuery })
const now = issuer.clock.now() / 1_000

const withToken = (token: string) => ({ ...handshake(), subprotocols: ['stoa.v1', `bearer.${token}`] })
const decide = async (token: string) => authorize(withToken(token))

/** An access token of our own key, with other claims. */
async function signed(claims: JWTPayload): Promise<string> {
  const { privateKey, publicJwk } = await issuer.signingKeys.current()
  return new SignJWT({ sub: 'ada', exp: now + 900, aud: 'gamebackend', iat: now, scope: 'guest', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: publicJwk.kid, typ: 'JWT' })
    .sign(privateKey)
}

describe('who has an access token', () => {
  test.each(['guest', 'authenticated'] as const)('is let in as the user of it, as %s', async (scope) => {
    const { authToken } = await issuer.tokens.issue('ada', scope)
    const context = {
      sub: 'ada',
      scope,
      exp: String(now + 900),
      iat: String(now),
      tokenId: hashId(authToken),
    }
    expect(await decide(authToken)).toEqual({ allow: { id: 'ada', context } })
    expect(await authorize(handshake({ access_token: authToken }))).toEqual({ allow: { id: 'ada', context } })
  })

  test('has an id of 22 characters for it, another for each token', async () => {
    const [first, second] = [await signed({}), await signed({ nbf: now })].map(hashId)
    expect(first).toMatch(/^[\w-]{22}$/)
    expect(second).not.toBe(first)
  })

  test.each([
    ['its own id', { jti: 'mine' }, { tokenId: 'mine' }],
    ['channels', { channels: ['room:1', 'dm:a,b'] }, { channels: 'room:1 dm:a,b' }],
    ['channels in a text', { channels: 'room:1  room:2' }, { channels: 'room:1 room:2' }],
    ['no channel at all', { channels: [] }, { channels: '' }],
    ['channels that are no names', { channels: ['a b', 5, '', 'room:1'] }, { channels: 'room:1' }],
  ])('is told apart by what is in it: %s', async (_, claims, context) => {
    expect(await decide(await signed(claims))).toMatchObject({ allow: { id: 'ada', context } })
  })

  test('has no channels where the token says nothing of any', async () => {
    expect(await decide(await signed({}))).not.toHaveProperty('allow.context.channels')
  })
})

describe('who is not let in', () => {
  test('is whoever has no token', async () => {
    expect(await authorize(handshake())).toEqual(noToken)
    expect(await authorize(handshake({ access_token: '' }))).toEqual(noToken)
    expect(await decide('')).toEqual(noToken)
    expect(await authorize({ ...handshake(), subprotocols: ['stoa.v1', 'bearer'] })).toEqual(noToken)
  })

  test('is whoever has a token to refresh with, and that is another answer', async () => {
    const { refreshToken } = await issuer.tokens.issue('ada', 'guest')
    expect(await decide(refreshToken)).toEqual({ deny: { status: 403, reason: 'forbidden' } })
  })

  test('is whoever has one that is over, of either kind', async () => {
    const late = testIssuer()
    const decideLate = hubTokens({ ...late, token: bearerOrQuery })
    const { authToken, refreshToken } = await late.tokens.issue('ada', 'guest')
    expect(await decideLate(withToken(authToken))).toMatchObject({ allow: { id: 'ada' } })
    late.clock.pass(900_000)
    expect(await decideLate(withToken(authToken))).toEqual(invalidToken)
    late.clock.pass(518_400_000)
    expect(await decideLate(withToken(refreshToken))).toEqual(invalidToken)
  })

  test('is whoever has a forged one', async () => {
    const { authToken, refreshToken } = await issuer.tokens.issue('ada', 'guest')
    const foreign = await testIssuer().tokens.issue('ada', 'authenticated')
    const [header, , signature] = authToken.split('.')
    const claims = Buffer.from(JSON.stringify({ ...decoded(authToken, 1), sub: 'bob' })).toString('base64url')
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
    const forged = [
      foreign.authToken,
      foreign.refreshToken,
      `${header}.${claims}.${signature}`,
      `${unsigned}.${claims}.`,
      authToken.slice(0, -2),
      `${refreshToken.slice(0, -4)}AAAA`,
      'garbage',
      'x'.repeat(10_000),
      await signed({ aud: 'another' }),
      await signed({ scope: 'admin' }),
    ]
    for (const token of forged) expect(await decide(token)).toEqual(invalidToken)
  })
})

test('a store that fails is no refusal', async () => {
  const keys = memoryKeys()
  const failing = testIssuer(keys)
  const { authToken } = await failing.tokens.issue('ada', 'guest')
  vi.spyOn(keys, 'list').mockImplementation(() => {
    throw new Error('disk gone')
  })
  await expect(hubTokens({ ...failing, token: bearerOrQuery })(withToken(authToken))).rejects.toThrow(
    'disk gone',
  )
})
