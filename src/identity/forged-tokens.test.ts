import fc from 'fast-check'
import { exportSPKI, type JWTPayload, SignJWT } from 'jose'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { decoded, testIssuer } from './test-issuer.fixture.ts'

const issuer = testIssuer()
const now = issuer.clock.now() / 1_000
const claims = {
  sub: 'ada',
  exp: now + 900,
  iss: 'http://localhost:8080',
  aud: 'gamebackend',
  nbf: now,
  iat: now,
  scope: 'guest',
}
let kid = ''
let valid = ''

beforeAll(async () => {
  valid = (await issuer.tokens.issue('ada', 'guest')).authToken
  kid = (await issuer.signingKeys.current()).publicJwk.kid
})

/** A token of our own key, with claims of any kind. */
async function signed(payload: JWTPayload, header: object = {}): Promise<string> {
  const { privateKey } = await issuer.signingKeys.current()
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT', ...header })
    .sign(privateKey)
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

describe('a token is invalid', () => {
  test('without a signature, whatever its header says', async () => {
    const body = valid.split('.')[1] ?? ''
    for (const alg of ['none', 'None', 'NONE', '', null, 0]) {
      for (const signature of ['', valid.split('.')[2]]) {
        const token = `${encoded({ alg, kid, typ: 'JWT' })}.${body}.${signature}`
        expect(await issuer.tokens.verifyAccess(token)).toBe('invalid')
      }
    }
  })

  test('when it is signed with the public key as if that were a secret', async () => {
    const { publicKey, publicJwk } = await issuer.signingKeys.current()
    const secrets = [await exportSPKI(publicKey), JSON.stringify(publicJwk), publicJwk.n]
    for (const secret of secrets) {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid })
        .sign(new TextEncoder().encode(secret))
      expect(await issuer.tokens.verifyAccess(token)).toBe('invalid')
    }
  })

  test('when it is signed with a key of somebody else, under our kid, its own or none', async () => {
    const { privateKey } = await testIssuer().signingKeys.current()
    for (const header of [{ kid }, { kid: 'unknown' }, {}, { kid, jwk: {} }, { kid, jku: 'http://evil/' }]) {
      const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...header }).sign(privateKey)
      expect(await issuer.tokens.verifyAccess(token)).toBe('invalid')
    }
  })

  test('when the kid is that of our other key', async () => {
    const rotating = testIssuer()
    const { authToken } = await rotating.tokens.issue('ada', 'guest')
    await rotating.signingKeys.rotate()
    const newest = (await rotating.signingKeys.current()).publicJwk.kid
    const [, body, signature] = authToken.split('.')
    const swapped = `${encoded({ alg: 'RS256', kid: newest, typ: 'JWT' })}.${body}.${signature}`
    expect(await rotating.tokens.verifyAccess(swapped)).toBe('invalid')
  })

  test('when its claims are not what was signed', async () => {
    const [header, , signature] = valid.split('.')
    const forged = `${header}.${encoded({ ...decoded(valid, 1), sub: 'bob' })}.${signature}`
    expect(await issuer.tokens.verifyAccess(forged)).toBe('invalid')
  })

  test.each([
    ['no exp', { exp: undefined }],
    ['an exp that is no number', { exp: '99999999999' }],
    ['an nbf that is no number', { nbf: 'now' }],
    ['no sub', { sub: undefined }],
    ['an empty sub', { sub: '' }],
    ['another audience', { aud: 'another' }],
    ['no audience', { aud: undefined }],
    ['no scope', { scope: undefined }],
    ['a scope of another kind', { scope: 'guests' }],
    ['a scope that is no text', { scope: ['guest'] }],
    ['the scope of a refresh token', { scope: 'refresh' }],
  ])('with %s, even from our own key', async (_, change) => {
    expect(await issuer.tokens.verifyAccess(await signed(claims))).toMatchObject({ userId: 'ada' })
    // A claim with `undefined` is left out when it is written.
    const changed = JSON.parse(JSON.stringify({ ...claims, ...change }))
    expect(await issuer.tokens.verifyAccess(await signed(changed))).toBe('invalid')
  })

  test('when a refresh token does not say what it is exchanged for', async () => {
    const body = { ...claims, aud: 'refresh', scope: 'refresh' }
    expect(await issuer.tokens.verifyRefresh(await signed(body))).toBe('invalid')
    expect(await issuer.tokens.verifyRefresh(await signed({ ...body, access_token_scope: 'admin' }))).toBe(
      'invalid',
    )
    expect(
      await issuer.tokens.verifyRefresh(
        await signed({ ...body, scope: 'guest', access_token_scope: 'guest' }),
      ),
    ).toBe('invalid')
  })

  test('when it asks for an extension that nobody knows', async () => {
    const [, body, signature] = valid.split('.')
    const token = `${encoded({ alg: 'RS256', kid, crit: ['exp'], exp: 1 })}.${body}.${signature}`
    expect(await issuer.tokens.verifyAccess(token)).toBe('invalid')
  })

  test('when it is over 4,096 characters, without a look at it', async () => {
    const find = vi.spyOn(issuer.signingKeys, 'find')
    expect(await issuer.tokens.verifyAccess(await signed({ ...claims, padding: 'x'.repeat(4_096) }))).toBe(
      'invalid',
    )
    expect(find).not.toHaveBeenCalled()
    find.mockRestore()
  })

  test('when one character of it is changed, added or taken away', async () => {
    const position = fc.nat({ max: valid.length - 2 })
    const change = fc.tuple(position, fc.constantFrom('', '.', 'A', 'AA', '=', '\0', 'é', ' '))
    await fc.assert(
      fc.asyncProperty(change, async ([at, by]) => {
        const changed = valid.slice(0, at) + by + valid.slice(at + 1)
        fc.pre(changed !== valid)
        expect(await issuer.tokens.verifyAccess(changed)).toBe('invalid')
      }),
    )
  })

  test('when it is cut anywhere', async () => {
    for (let length = 0; length < valid.length; length += 7) {
      expect(await issuer.tokens.verifyAccess(valid.slice(0, length))).toBe('invalid')
    }
  })

  test('when it is any other text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await issuer.tokens.verifyAccess(text)).toBe('invalid')
        expect(await issuer.tokens.verifyRefresh(text)).toBe('invalid')
      }),
    )
  })

  test('when its parts are any other JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (header, body) => {
        expect(await issuer.tokens.verifyAccess(`${encoded(header)}.${encoded(body)}.AAAA`)).toBe('invalid')
        const named = { alg: 'RS256', kid: header }
        expect(await issuer.tokens.verifyAccess(`${encoded(named)}.${encoded(body)}.AAAA`)).toBe('invalid')
      }),
    )
  })
})
