import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  loggedIn,
  openLogins,
  page,
  type StubAnswer,
  stubProvider,
  stubSigner,
} from './stub-provider.fixture.ts'

const now = 1_700_000_000
const claims = { iss: 'https://appleid.apple.com', aud: 'com.example.game', exp: now + 600, sub: '000.abc.1' }
const signer = await stubSigner()
const stranger = await stubSigner()
const refused = [401, 'Error: Token validation error']

async function open(answer: StubAnswer = { json: signer.jwks }, more: { issuer?: string } = {}) {
  const stub = await stubProvider(() => answer)
  const apple = { appId: 'com.example.game', url: stub.url, ...more }
  const logins = openLogins({ providers: { apple } })
  const login = (token: string) => logins.get('login-with-apple-id', { apple_auth_token: token })
  return { ...stub, ...logins, login }
}

describe('a login with Apple', () => {
  test('is that of the subject of the token', async () => {
    const { login, received } = await open()
    const outcome = await login(await signer.sign(claims))
    expect(Object.keys(loggedIn(outcome))).toEqual([
      'user_id',
      'apple_id',
      'auth_token',
      'refresh_token',
      'auth_token_expires_in',
      'refresh_token_expires_in',
    ])
    expect(loggedIn(outcome).apple_id).toBe('000.abc.1')
    expect(received).toMatchObject([{ method: 'GET', target: '/auth/keys' }])
  })

  test('is the same user the second time, without another look at the keys', async () => {
    const { login, received } = await open()
    const first = loggedIn(await login(await signer.sign(claims)))
    const second = loggedIn(await login(await signer.sign({ ...claims, exp: now + 700 })))
    expect(second.user_id).toBe(first.user_id)
    expect(received).toHaveLength(1)
  })

  test.each([
    ['of another issuer', { ...claims, iss: 'https://elsewhere.example' }],
    ['without an issuer', { ...claims, iss: undefined }],
    ['for another app', { ...claims, aud: 'com.example.other' }],
    ['for no app', { ...claims, aud: undefined }],
    ['that is over', { ...claims, exp: now }],
    ['without an end', { ...claims, exp: undefined }],
    ['that is not valid yet', { ...claims, nbf: now + 10 }],
    ['of nobody', { ...claims, sub: undefined }],
    ['of an empty subject', { ...claims, sub: '' }],
  ])('is refused with a token %s', async (_, payload) => {
    const { login } = await open()
    const sent = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
    expect(await login(await signer.sign(sent))).toEqual(refused)
  })

  test('is refused with a token that somebody else has signed', async () => {
    const { login } = await open()
    expect(await login(await stranger.sign(claims))).toEqual(refused)
  })

  test('is refused with a token that is signed with the public key as if that were a secret', async () => {
    const { login } = await open()
    const secret = new TextEncoder().encode(JSON.stringify(signer.jwk))
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret)
    expect(await login(token)).toEqual(refused)
  })

  test.each(['garbage', 'a.b.c', '..', '%00', 'eyJhbGciOiJub25lIn0.e30.'])(
    'is refused with %s',
    async (token) => {
      expect(await (await open()).login(token)).toEqual(refused)
    },
  )

  test('is checked against another issuer where that is set', async () => {
    const { login } = await open(undefined, { issuer: 'https://issuer.example' })
    expect(await login(await signer.sign(claims))).toEqual(refused)
    expect((await login(await signer.sign({ ...claims, iss: 'https://issuer.example' })))[0]).toBe(200)
  })

  test.each<readonly [string, StubAnswer]>([
    ['a page', page(200)],
    ['a fault', { status: 500, json: signer.jwks }],
    ['no list', { json: { keys: 'none' } }],
    ['null', { json: null }],
    ['a key that is none', { json: { keys: [{ ...signer.jwk, n: 'AQAB', e: '' }] } }],
    ['nothing', { raw: (response) => response.destroy() }],
    ['a redirect', { raw: (response) => response.writeHead(302, { Location: '/elsewhere' }).end() }],
  ])('is refused when Apple answers with %s instead of keys', async (_, answer) => {
    const { login } = await open(answer)
    expect(await login(await signer.sign(claims))).toEqual(refused)
  })

  test('works again as soon as Apple does', async () => {
    let isUp = false
    const stub = await stubProvider(() => (isUp ? { json: signer.jwks } : page(503)))
    const { get } = openLogins({ providers: { apple: { appId: claims.aud, url: stub.url } } })
    const query = { apple_auth_token: await signer.sign(claims) }
    expect(await get('login-with-apple-id', query)).toEqual(refused)
    isUp = true
    expect((await get('login-with-apple-id', query))[0]).toBe(200)
  })

  test('needs a token', async () => {
    expect(await (await open()).get('login-with-apple-id', {})).toEqual([
      400,
      '{"message":"Missing required request parameters: [apple_auth_token]"}',
    ])
  })
})
