import { describe, expect, test, vi } from 'vitest'
import type { CognitoLogin } from './cognito-login.ts'
import { loggedIn, openLogins, outcomeOf } from './stub-provider.fixture.ts'

/** A pool in which Ada, whose password is `right`, can do everything with the code `123`. */
function adasPool(): CognitoLogin {
  const doneIf = (isSo: boolean) => (isSo ? 'done' : 'failed')
  return {
    async signIn(username, password) {
      if (password === 'temporary') return 'no-token'
      return username === 'ada' && password === 'right' ? { accessToken: 'token of ada' } : 'failed'
    },
    async signUp(username) {
      if (username === 'ada') return 'failed'
      return username === 'bob' ? 'confirmed' : 'unconfirmed'
    },
    confirm: async (_, code) => doneIf(code === '123'),
    forgotPassword: async (username) => doneIf(username === 'ada'),
    resetPassword: async (_username, code, password) => doneIf(code === '123' && password === 'new'),
    signOut: async (accessToken) => doneIf(accessToken === 'token of ada'),
    subject: async (accessToken) => (accessToken === 'token of ada' ? { sub: 'sub-of-ada' } : 'invalid'),
  }
}

function open(pool = adasPool()) {
  const logins = openLogins({ cognito: pool })
  const send = async (body: string, query: Readonly<Record<string, string>> = {}) =>
    outcomeOf(
      await logins.app.request(`/prod/login-with-cognito?${new URLSearchParams(query).toString()}`, {
        method: 'POST',
        ...(body !== '' && { body }),
      }),
    )
  const post = (fields: object, query: Readonly<Record<string, string>> = {}) =>
    send(JSON.stringify({ body: fields }), query)
  return { ...logins, send, post }
}

const signIn = { signin: 'True', username: 'ada', password: 'right' }

describe('a sign-in with Cognito', () => {
  test('answers with the members that clients know, in their order', async () => {
    const { post, tokens } = open()
    const outcome = await post(signIn)
    expect(outcome[1]).toMatch(
      /^\{"user_id":"[\da-f-]{36}","cognito_id":"sub-of-ada","auth_token":"[\w.-]+","refresh_token":"[\w.-]+","auth_token_expires_in":900,"refresh_token_expires_in":518400\}$/,
    )
    const { user_id, auth_token = '' } = loggedIn(outcome)
    expect(await tokens.verifyAccess(auth_token)).toMatchObject({ userId: user_id, scope: 'authenticated' })
  })

  test('is the same user every time, by password or by token', async () => {
    const { post, send } = open()
    const first = loggedIn(await post(signIn)).user_id
    expect(loggedIn(await post(signIn)).user_id).toBe(first)
    expect(loggedIn(await post({ access_token: 'token of ada' })).user_id).toBe(first)
    expect(loggedIn(await send('', { access_token: 'token of ada' })).user_id).toBe(first)
    expect(loggedIn(await send(JSON.stringify(signIn))).user_id).toBe(first)
  })

  test('is linked to a guest where that is asked for', async () => {
    const { post, tokens } = open()
    const { authToken } = await tokens.issue('guest-1', 'guest')
    const query = { auth_token: authToken, link_to_existing_user: 'Yes' }
    expect(loggedIn(await post(signIn, query)).user_id).toBe('guest-1')
    expect(loggedIn(await post(signIn)).user_id).toBe('guest-1')
  })

  test('words a refused link as JSON', async () => {
    const { post, users, tokens } = open()
    const { authToken } = await tokens.issue('guest-1', 'guest')
    await users.link({ provider: 'cognito', id: 'another' }, 'guest-1')
    const query = { auth_token: authToken, link_to_existing_user: 'Yes' }
    expect(await post(signIn, query)).toEqual([400, '"Error: Failed to link new user to existing user"'])
    expect(await post(signIn, { ...query, auth_token: 'garbage' })).toEqual([
      400,
      '"Error: Failed to authenticate with existing identity"',
    ])
  })
})

test.each<readonly [object, number, string]>([
  [{ signup: 'True', username: 'bob', password: 'p', email: 'b@c.d' }, 200, 'Cognito Sign Up successful'],
  [
    { signup: 'True', username: 'eve', password: 'p', email: 'b@c.d' },
    200,
    'Cognito Sign Up successful, please confirm your code',
  ],
  [{ signup: 'True', username: 'ada', password: 'p', email: 'b@c.d' }, 400, 'Cognito Sign Up failed'],
  [
    { signup_confirmation_code: 'True', confirmation_code: '123', username: 'ada' },
    200,
    'Cognito Confirmation successful',
  ],
  [{ signup_confirmation_code: '123', username: 'ada' }, 200, 'Cognito Confirmation successful'],
  [{ signup_confirmation_code: '124', username: 'ada' }, 400, 'Cognito Confirmation failed'],
  [{ forgot_password: 'True', username: 'ada' }, 200, 'Cognito Forgot Password successful'],
  [{ forgot_password: 'True', username: 'bob' }, 400, 'Cognito Forgot Password failed'],
  [
    { reset_password: 'True', username: 'ada', password: 'new', reset_password_code: '123' },
    200,
    'Cognito Reset Password successful',
  ],
  [
    { reset_password: 'True', username: 'ada', password: 'new', reset_password_code: '1' },
    400,
    'Cognito Reset Password failed',
  ],
  [{ signout: 'True', access_token: 'token of ada' }, 200, 'Cognito Sign Out successful'],
  [{ signout: 'True', access_token: 'another' }, 400, 'Cognito Sign Out failed'],
  [{ ...signIn, password: 'wrong' }, 400, 'Cognito SignIn failed, no user found'],
  [{ ...signIn, password: 'temporary' }, 400, 'Cognito Access Token is missing from the auth response'],
  [{ access_token: 'another' }, 401, 'Invalid or expired access token'],
  [{ username: 'ada', password: 'right' }, 400, 'Invalid request'],
])('%j is answered with %i', async (fields, status, words) => {
  expect(await open().post(fields)).toEqual([status, JSON.stringify(words)])
})

test.each<readonly [object, string]>([
  [{ signup: 'True', username: 'bob', password: 'p' }, 'Cognito Sign Up failed'],
  [{ signup: 'True', username: 'bob', email: 'e' }, 'Cognito Sign Up failed'],
  [{ signup_confirmation_code: 'True', username: 'ada' }, 'Cognito Confirmation failed'],
  [{ signup_confirmation_code: '123' }, 'Cognito Confirmation failed'],
  [{ forgot_password: 'True' }, 'Cognito Forgot Password failed'],
  [{ reset_password: 'True', username: 'ada', password: 'new' }, 'Cognito Reset Password failed'],
  [{ signout: 'True' }, 'Cognito Sign Out failed'],
  [{ signin: 'True', username: 'ada' }, 'Cognito SignIn failed, no user found'],
  [{ signin: 'True', password: 'right' }, 'Cognito SignIn failed, no user found'],
])('%j does not reach the pool', async (fields, words) => {
  const pool = adasPool()
  const calls = [
    vi.spyOn(pool, 'signIn'),
    vi.spyOn(pool, 'signUp'),
    vi.spyOn(pool, 'confirm'),
    vi.spyOn(pool, 'forgotPassword'),
    vi.spyOn(pool, 'resetPassword'),
    vi.spyOn(pool, 'signOut'),
  ]
  expect(await open(pool).post(fields)).toEqual([400, JSON.stringify(words)])
  for (const call of calls) expect(call).not.toHaveBeenCalled()
})

test('an answer is JSON for everybody', async () => {
  const { app } = open()
  const response = await app.request('/prod/login-with-cognito', { method: 'POST', body: '{' })
  expect(response.headers.get('Content-Type')).toBe('application/json')
})

test.each(['', '{', '[]', 'null', '{}'])('the body "%s" is an invalid request', async (body) => {
  expect(await open().send(body)).toEqual([400, '"Invalid request"'])
})

test('a body of 16 KiB is read, and one of a byte more is not', async () => {
  const { send } = open()
  const padded = (length: number) => {
    const body = JSON.stringify({ forgot_password: 'True', username: 'ada', x: '' })
    return body.replace('"x":""', `"x":"${'x'.repeat(length - body.length)}"`)
  }
  expect((await send(padded(16_384)))[0]).toBe(200)
  expect(await send(padded(16_385))).toEqual([413, '"Invalid request"'])
})

test('a query parameter that comes twice is refused', async () => {
  const { app } = open()
  const path = '/prod/login-with-cognito?access_token=a&access_token=b'
  expect((await app.request(path, { method: 'POST' })).status).toBe(400)
})

test('it takes POST only, and is not there without a pool', async () => {
  expect((await open().app.request('/prod/login-with-cognito')).status).toBe(404)
  expect((await openLogins({}).app.request('/prod/login-with-cognito', { method: 'POST' })).status).toBe(404)
})
