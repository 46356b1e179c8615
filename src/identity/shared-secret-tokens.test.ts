import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { handshake, inQuery, invalidToken, noToken } from './handshake.fixture.ts'
import { sharedSecretTokens } from './shared-secret-tokens.ts'
import { standingClock } from './test-issuer.fixture.ts'
import { testJwt } from './test-jwt.ts'
import { hashId } from './token-id.ts'

const secret = 'a secret of the tests'

function open(options: { readonly userClaim?: 'sub' } = {}) {
  const clock = standingClock()
  const authorize = sharedSecretTokens({ ...options, secret, token: inQuery, clock })
  return { clock, now: clock.now() / 1_000, ask: async (token: string) => authorize(handshake({ token })) }
}

/** A token with any claims, whatever they are. */
function signed(claims: object, { alg = 'HS256', key = secret } = {}): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key))
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token that is signed with the secret', () => {
  test('lets in the user of its data, and shows the rest of the data as texts', async () => {
    const { ask } = open()
    const data = { userId: 'ada', firstName: 'Ada', age: 36, isAdmin: false, nothing: null, roles: ['x'] }
    expect(await ask(await signed({ data, sub: 'somebody else' }))).toMatchObject({
      allow: { id: 'ada', context: { userId: 'ada', firstName: 'Ada', age: '36', isAdmin: 'false' } },
    })
  })

  test('lets in its subject where that is what names users, and else not', async () => {
    const { ask } = open({ userClaim: 'sub' })
    expect(await open().ask(await signed({ sub: 'ada' }))).toEqual(invalidToken)
    expect(await ask(await signed({ data: { userId: 'ada' } }))).toEqual(invalidToken)
    const token = await signed({ sub: 'ada', scope: 'all' })
    expect(await ask(token)).toEqual({
      allow: { id: 'ada', context: { sub: 'ada', scope: 'all' }, tokenClaims: { jti: hashId(token) } },
    })
  })

  test('holds with each algorithm of a shared secret', async () => {
    const { ask } = open()
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      expect(await ask(await signed({ data: { userId: 'ada' } }, { alg }))).toHaveProperty('allow.id', 'ada')
    }
  })

  test('holds until its end, and for ever if it has none', async () => {
    const { clock, now, ask } = open()
    const [ending, endless] = [
      await signed({ data: { userId: 'ada' }, exp: now + 60 }),
      await signed({ data: { userId: 'ada' } }),
    ]
    clock.pass(59_999)
    expect(await ask(ending)).toHaveProperty('allow')
    clock.pass(1)
    expect(await ask(ending)).toEqual(invalidToken)
    clock.pass(1e12)
    expect(await ask(endless)).toHaveProperty('allow')
  })

  test('does not hold before its beginning', async () => {
    const { clock, now, ask } = open()
    const token = await signed({ data: { userId: 'ada' }, nbf: now + 60 })
    expect(await ask(token)).toEqual(invalidToken)
    clock.pass(60_000)
    expect(await ask(token)).toHaveProperty('allow')
  })

  test.each([
    ['no user', {}],
    ['data without a user', { data: {}, sub: 'ada' }],
    ['a user without a name', { data: { userId: '' }, sub: 'ada' }],
    ['a user that is no text', { data: { userId: 5 } }],
    ['data that are a list', { data: ['ada'], sub: 'ada' }],
    ['no data', { sub: 'ada' }],
    ['an end that is no number', { data: { userId: 'ada' }, exp: 'never' }],
  ])('lets nobody in with %s', async (_, claims) => {
    expect(await open().ask(await signed(claims))).toEqual(invalidToken)
  })

  test('is what CreateTestJwt gives, for an hour', async () => {
    const { clock, ask } = open()
    const token = await testJwt({ userId: 'ada' }, secret, clock)
    const context = { userId: 'ada', firstName: 'Test', lastName: 'User', sub: 'examplesub' }
    const seconds = expect.stringMatching(/^\d+$/)
    const tokenClaims = { exp: seconds, iat: seconds, jti: hashId(token) }
    expect(await ask(token)).toEqual({ allow: { id: 'ada', context, tokenClaims } })
    clock.pass(3_600_000)
    expect(await ask(token)).toEqual(invalidToken)
  })
})

describe('refused is', () => {
  test('who has no token', async () => {
    const { ask } = open()
    expect(await ask('')).toEqual(noToken)
    const authorize = sharedSecretTokens({ secret, token: () => undefined, clock: standingClock() })
    expect(await authorize(handshake())).toEqual(noToken)
  })

  test('a token of another secret', async () => {
    const { ask } = open()
    for (const key of ['another secret of somebody', `${secret} `, 'x']) {
      expect(await ask(await signed({ data: { userId: 'ada' } }, { key }))).toEqual(invalidToken)
    }
  })

  test('a token without a signature, whatever algorithm it names', async () => {
    const { ask } = open()
    const [header, , signature] = (await signed({ data: { userId: 'ada' } })).split('.')
    const body = encoded({ data: { userId: 'ada' } })
    for (const alg of ['none', 'None', '', null, 'RS256', 'ES256', 'HS1', '__proto__']) {
      for (const end of ['', signature]) {
        expect(await ask(`${encoded({ alg })}.${body}.${end}`)).toEqual(invalidToken)
      }
    }
    expect(await ask(`${header}.${body}.`)).toEqual(invalidToken)
    expect(await ask(`${header}.${encoded({ data: { userId: 'eve' } })}.${signature}`)).toEqual(invalidToken)
  })

  test('a token of more than 8 KB, and any other text', async () => {
    const { ask } = open()
    expect(await ask(await signed({ data: { userId: 'ada' }, more: 'x'.repeat(8_192) }))).toEqual(
      invalidToken,
    )
    for (const text of ['x', '..', 'a.b.c', '\0', 'e30.e30.e30', 'null.null.null']) {
      expect(await ask(text)).toEqual(invalidToken)
    }
  })
})
