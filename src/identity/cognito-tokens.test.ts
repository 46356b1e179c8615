import { exportSPKI, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { cognitoTokens } from './cognito-tokens.ts'
import { decoded } from './test-issuer.fixture.ts'
import { encoded, handshake, refused, token } from './user-pool/test-handshake.fixture.ts'
import { foreignKeys, signedIn, testPool } from './user-pool/test-pool.fixture.ts'

/** A pool with somebody in it, and its authorizer. The library reads the clock of the machine. */
async function open(startAt = Date.now()) {
  const opened = await testPool({ startAt })
  const { userPoolId, clientId, jwks } = opened.pool
  const authorize = cognitoTokens({ userPoolId, clientId, token, jwks })
  const ask = async (Authorization: string, more: Readonly<Record<string, string>> = {}) =>
    authorize(handshake({ Authorization, ...more }))
  /** A token of the pool's own key, with claims of any kind. */
  const signed = async (claims: JWTPayload, header: object = {}) => {
    const { privateKey, publicJwk } = await opened.signingKeys.current()
    return new SignJWT(claims)
      .setProtectedHeader({ kid: publicJwk.kid, alg: 'RS256', ...header })
      .sign(privateKey)
  }
  return { ...opened, ...(await signedIn(opened.pool)), ask, signed, authorize }
}

describe('an access token of the pool', () => {
  test('lets its holder in, and shows some of its claims', async () => {
    const { pool, accessToken, ask } = await open()
    const { sub } = await pool.account('ada@example.com')
    const context = {
      sub,
      username: 'ada@example.com',
      client_id: pool.clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
    }
    const { exp, iat, jti } = decoded(accessToken, 1)
    const tokenClaims = { exp: String(exp), iat: String(iat), jti }
    const allow = { id: sub, context, tokenClaims }
    expect(await ask(accessToken)).toEqual({ allow })
    const { userPoolId, clientId } = pool
    expect(await ask(accessToken, { userPoolId, clientId })).toEqual({ allow })
  })

  test.each([
    ['another pool', { userPoolId: 'us-east-1_Other0001' }],
    ['another client', { clientId: 'other' }],
    ['an empty pool', { userPoolId: '' }],
    ['an empty client', { clientId: '' }],
  ])('does not let in a client that means %s', async (_, query) => {
    const { accessToken, ask } = await open()
    expect(await ask(accessToken, query)).toEqual(refused)
  })

  test('holds for one rotation, which counts at once, and not for two', async () => {
    const { pool, signingKeys, accessToken, ask } = await open()
    await signingKeys.rotate()
    expect(await ask(accessToken)).toHaveProperty('allow')
    const { accessToken: newest } = await signedIn(pool, 'bob')
    expect(await ask(newest)).toHaveProperty('allow')
    await signingKeys.rotate()
    expect(await ask(accessToken)).toEqual(refused)
    expect(await ask(newest)).toHaveProperty('allow')
  })
})

describe('refused is', () => {
  test('who brings no token', async () => {
    const { authorize, ask } = await open()
    const missing = { deny: { status: 401, reason: 'no-token' } }
    expect(await authorize(handshake({}))).toEqual(missing)
    expect(await ask('')).toEqual(missing)
  })

  test('an id token, a refresh token and a challenge', async () => {
    const { pool, idToken, refreshToken, ask } = await open()
    const username = 'bob'
    await pool.createUser({ username, temporaryPassword: 'Temporary-1', attributes: {} })
    const outcome = await pool.signIn(username, 'Temporary-1')
    const challenge = 'challenge' in outcome ? outcome.challenge : ''
    for (const other of [idToken, refreshToken, challenge]) expect(await ask(other)).toEqual(refused)
  })

  test('a token that has expired', async () => {
    const { accessToken, ask } = await open(Date.now() - 3_605_000)
    expect(await ask(accessToken)).toEqual(refused)
  })

  test('a token of another client or another pool, even with the same key', async () => {
    const { pool, signingKeys, ask } = await open()
    const startAt = Date.now()
    const others = [
      await testPool({ startAt, signingKeys, userPoolId: pool.userPoolId }),
      await testPool({ startAt, signingKeys, clientId: pool.clientId }),
    ]
    for (const { pool: other } of others) {
      expect(await ask((await signedIn(other)).accessToken)).toEqual(refused)
    }
  })

  test('a token of another key, under our kid too', async () => {
    const { signingKeys, accessToken, ask } = await open()
    const { privateKey } = await foreignKeys().current()
    const { kid } = (await signingKeys.current()).publicJwk
    for (const header of [{ kid }, { kid: 'unknown' }, {}, { kid, jku: 'http://127.0.0.1/' }]) {
      const forged = await new SignJWT(decoded(accessToken, 1))
        .setProtectedHeader({ alg: 'RS256', ...header })
        .sign(privateKey)
      expect(await ask(forged)).toEqual(refused)
    }
  })

  test('a token without a signature, whatever algorithm it names', async () => {
    const { signingKeys, accessToken, ask } = await open()
    const { kid } = (await signingKeys.current()).publicJwk
    const [, body, signature] = accessToken.split('.')
    for (const alg of ['none', 'None', '', null, 0, undefined, 'ES256', 'EdDSA', '__proto__']) {
      for (const end of ['', 'AAAA', signature]) {
        expect(await ask(`${encoded({ alg, kid })}.${body}.${end}`)).toEqual(refused)
      }
    }
  })

  test('a token that is signed with the public key as if that were a secret', async () => {
    const { signingKeys, accessToken, ask } = await open()
    const { publicKey, publicJwk } = await signingKeys.current()
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(publicJwk), publicJwk.n]) {
      const forged = await new SignJWT(decoded(accessToken, 1))
        .setProtectedHeader({ alg: 'HS256', kid: publicJwk.kid })
        .sign(new TextEncoder().encode(secret))
      expect(await ask(forged)).toEqual(refused)
    }
  })

  test.each([
    ['no end', { exp: undefined }],
    ['an end that is no number', { exp: 'later' }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['no client', { client_id: undefined }],
    ['several clients', { client_id: ['CLIENT'] }],
    ['no use', { token_use: undefined }],
    ['another issuer', { iss: 'http://localhost:8080' }],
    ['a beginning to come', { nbf: 99_999_999_999 }],
  ])('a token with %s, even of our own key', async (_, change) => {
    const { accessToken, ask, signed } = await open()
    const claims = decoded(accessToken, 1)
    expect(await ask(await signed(claims))).toHaveProperty('allow')
    // A claim with `undefined` is left out when it is written.
    const changed = JSON.parse(JSON.stringify({ ...claims, ...change }))
    expect(await ask(await signed(changed))).toEqual(refused)
  })

  test('a token that is cut anywhere, or changed, or any other text', async () => {
    const { accessToken, ask } = await open()
    for (let length = 1; length < accessToken.length; length += 13) {
      expect(await ask(accessToken.slice(0, length))).toEqual(refused)
      const other = accessToken[length] === 'A' ? 'B' : 'A'
      const changed = accessToken.slice(0, length) + other + accessToken.slice(length + 1)
      expect(await ask(changed)).toEqual(refused)
    }
    for (const text of ['x', '..', 'a.b.c', '\0', 'e30.e30.e30', 'x'.repeat(9_000)]) {
      expect(await ask(text)).toEqual(refused)
    }
  })
})

test('own keys that cannot be read are thrown, and are no refusal', async () => {
  const { pool, accessToken } = await open()
  const { userPoolId, clientId } = pool
  const jwks = () => Promise.reject(new Error('disk gone'))
  const authorize = cognitoTokens({ userPoolId, clientId, token, jwks })
  await expect(authorize(handshake({ Authorization: accessToken }))).rejects.toThrow('disk gone')
})

test('an id that is none of a pool is refused at once', () => {
  expect(() => cognitoTokens({ userPoolId: 'nowhere', clientId: 'x', token })).toThrow('nowhere')
})
