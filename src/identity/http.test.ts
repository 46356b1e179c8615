import fc from 'fast-check'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { collapseSlashes, identityHttp } from './http.ts'
import { decoded, testIssuer } from './test-issuer.fixture.ts'

const host = 'http://localhost:8080'

function open(sourceIp = '127.0.0.1') {
  const issuer = testIssuer()
  const app = identityHttp({ ...issuer, sourceIp: () => sourceIp })
  const get = async (target: string) => app.request(`${host}${target}`)
  const json = async (target: string): Promise<Record<string, string>> =>
    JSON.parse(await (await get(target)).text())
  return { ...issuer, app, get, json }
}

/** What an error is: its status and its body. */
async function outcome(response: Response): Promise<readonly [number, string]> {
  return [response.status, await response.text()]
}

describe('login-as-guest', () => {
  test('makes a guest, with the members that clients expect, in their order', async () => {
    const response = await open().get('/prod/login-as-guest')
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text).toMatch(
      /^\{"guest_secret":"[\da-f-]{73}","user_id":"[\da-f-]{36}","auth_token":"[\w.-]+","refresh_token":"[\w.-]+","auth_token_expires_in":900,"refresh_token_expires_in":518400\}$/,
    )
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBe('true')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
  })

  test('gives tokens of the guest', async () => {
    const { json, tokens } = open()
    const { user_id, auth_token = '', refresh_token = '' } = await json('/prod/login-as-guest')
    expect(await tokens.verifyAccess(auth_token)).toMatchObject({ userId: user_id, scope: 'guest' })
    expect(await tokens.verifyRefresh(refresh_token)).toMatchObject({ userId: user_id, scope: 'guest' })
  })

  test('lets a guest in again, in every form of the query that a client sends', async () => {
    const { json, clock } = open()
    const first = await json('/prod/login-as-guest')
    clock.pass(5_000)
    const query = `user_id=${first.user_id}&guest_secret=${first.guest_secret}`
    for (const form of [`?${query}`, `?&${query}`, `?${query}&`, `?x=1&${query}#f`]) {
      const again = await json(`/prod/login-as-guest${form}`)
      expect(Object.keys(again)).toEqual(Object.keys(first))
      expect(again).toMatchObject({ user_id: first.user_id, guest_secret: first.guest_secret })
      expect(again.auth_token).not.toBe(first.auth_token)
    }
  })

  test.each([
    '/prod//login-as-guest',
    '//prod/login-as-guest',
    '///prod///login-as-guest//',
    '/prod/login-as-guest/',
    '/prod/login-as-guest/?',
    '/prod/login-as-guest?&',
  ])('answers at %s', async (target) => {
    const { app, get } = open()
    expect((await get(target)).status).toBe(200)
    const parent = new Hono({ getPath: collapseSlashes }).route('/', app)
    expect((await parent.request(`${host}${target}`)).status).toBe(200)
  })

  test('refuses a wrong secret and an unknown user with the same words', async () => {
    const { get, json } = open()
    const { user_id, guest_secret } = await json('/prod/login-as-guest')
    const refused = [401, 'Error: Could not validate user']
    const queries = [
      `user_id=${user_id}&guest_secret=wrong`,
      `user_id=${user_id}&guest_secret=`,
      `user_id=nobody&guest_secret=${guest_secret}`,
      'user_id=&guest_secret=',
      'user_id=%00&guest_secret=%00',
      'user_id=%ff%zz%&guest_secret=%ed%a0%80',
      'user_id=__proto__&guest_secret=%F0%9F%99%82',
    ]
    for (const query of queries)
      expect(await outcome(await get(`/prod/login-as-guest?${query}`))).toEqual(refused)
  })

  test('refuses one of the two without the other', async () => {
    const { get } = open()
    expect(await outcome(await get('/prod/login-as-guest?user_id=u'))).toEqual([
      400,
      'Error: No guest_secret in query string',
    ])
    expect(await outcome(await get('/prod/login-as-guest?guest_secret=s'))).toEqual([
      400,
      'Error: No user_id in query string',
    ])
  })

  test('refuses what comes twice or is too long', async () => {
    const { get } = open()
    const long = 'x'.repeat(4_097)
    for (const query of [
      'user_id=a&user_id=a&guest_secret=s',
      `user_id=${long}&guest_secret=s`,
      `user_id=u&guest_secret=${long}`,
    ]) {
      expect((await get(`/prod/login-as-guest?${query}`)).status).toBe(400)
    }
  })

  test('answers an error with the headers that let a page read it', async () => {
    const response = await open().get('/prod/login-as-guest?user_id=u&guest_secret=s')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Content-Type')).toMatch(/^text\/plain/)
  })
})

describe('refresh-access-token', () => {
  test('gives new tokens and keeps the end of the session', async () => {
    const { get, json, clock } = open()
    const first = await json('/prod/login-as-guest')
    clock.pass(100_000)
    const response = await get(`/prod/refresh-access-token?refresh_token=${first.refresh_token}`)
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text).toMatch(
      /^\{"user_id":"[\da-f-]{36}","auth_token":"[\w.-]+","refresh_token":"[\w.-]+","auth_token_expires_in":900,"refresh_token_expires_in":518300\}$/,
    )
    const refreshed: Record<string, string> = JSON.parse(text)
    expect(refreshed.user_id).toBe(first.user_id)
    const [before, after] = [decoded(first.refresh_token ?? '', 1), decoded(refreshed.refresh_token ?? '', 1)]
    expect(after).toMatchObject({
      exp: before.exp,
      iat: Number(before.iat) + 100,
      access_token_scope: 'guest',
    })
    expect(response.headers.get('Cache-Control')).toBe('no-store')
  })

  test('works after one rotation, with the new key, and not after two', async () => {
    const { get, json, signingKeys } = open()
    const { refresh_token } = await json('/prod/login-as-guest')
    await signingKeys.rotate()
    const { auth_token = '' } = await json(`/prod/refresh-access-token?refresh_token=${refresh_token}`)
    expect(decoded(auth_token, 0).kid).toBe((await signingKeys.current()).publicJwk.kid)
    await signingKeys.rotate()
    expect((await get(`/prod/refresh-access-token?refresh_token=${refresh_token}`)).status).toBe(401)
  })

  test('refuses an access token, garbage and a token that is over', async () => {
    const { get, json, clock } = open()
    const { auth_token, refresh_token } = await json('/prod/login-as-guest')
    const refused = [401, 'Error: Failed to validate refresh token']
    for (const token of [auth_token, 'garbage', 'a.b.c', '%ff', '%00']) {
      expect(await outcome(await get(`/prod/refresh-access-token?refresh_token=${token}`))).toEqual(refused)
    }
    clock.pass(518_400_000)
    expect(await outcome(await get(`/prod/refresh-access-token?refresh_token=${refresh_token}`))).toEqual(
      refused,
    )
  })

  test('refuses a request without a token as API Gateway does', async () => {
    const { get } = open()
    const refused = [400, '{"message":"Missing required request parameters: [refresh_token]"}']
    for (const query of ['', '?', '?refresh_token', '?refresh_token=', '?&x=1']) {
      expect(await outcome(await get(`/prod/refresh-access-token${query}`))).toEqual(refused)
    }
    expect((await get('/prod/refresh-access-token?refresh_token=a&refresh_token=b')).status).toBe(400)
    expect((await get(`/prod/refresh-access-token?refresh_token=${'x'.repeat(4_097)}`)).status).toBe(400)
  })
})

test('no query makes the server fail', async () => {
  const { app } = open()
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  const name = fc.constantFrom('user_id', 'guest_secret', 'refresh_token', 'x', '')
  const pair = fc.tuple(name, fc.oneof(text, text.map(encodeURIComponent)))
  const path = fc.constantFrom('login-as-guest', 'refresh-access-token')
  await fc.assert(
    fc.asyncProperty(path, fc.array(pair, { maxLength: 4 }), async (to, pairs) => {
      const query = pairs.map((both) => both.join('=')).join('&')
      expect((await app.request(`${host}/prod/${to}?${query}`)).status).toBeLessThan(500)
    }),
  )
})

describe('well-known documents', () => {
  test('the keys are two at most, the newest first', async () => {
    const { get, signingKeys } = open()
    for (let count = 0; count < 3; count++) await signingKeys.rotate()
    const response = await get('/.well-known/jwks.json')
    const text = await response.text()
    const key = '\\{"alg":"RS256","e":"AQAB","kid":"[\\da-f-]{36}","kty":"RSA","n":"[\\w-]+","use":"sig"\\}'
    expect(text).toMatch(new RegExp(`^\\{"keys":\\[${key},${key}\\]\\}$`))
    expect(JSON.parse(text).keys[0].kid).toBe((await signingKeys.current()).publicJwk.kid)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  test('the configuration says where the keys are', async () => {
    expect(await (await open().get('/.well-known/openid-configuration')).text()).toBe(
      '{"issuer":"http://localhost:8080","jwks_uri":"http://localhost:8080/.well-known/jwks.json","id_token_signing_alg_values_supported":["RS256"],"scopes_supported":["guest","authenticated"]}',
    )
  })
})
