import { describe, expect, test } from 'vitest'
import { email, host, openHttp, problemOf } from './test-http.fixture.ts'
import { goodPassword, signedIn } from './test-pool.fixture.ts'

describe('signing in', () => {
  test('answers tokens as Cognito does, to pages of any site, and keeps them out of caches', async () => {
    const { pool, signIn } = await openHttp()
    await signedIn(pool)
    const response = await signIn(goodPassword)
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toBe('application/x-amz-json-1.1')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await response.json()).toEqual({
      ChallengeParameters: {},
      AuthenticationResult: {
        AccessToken: expect.any(String),
        ExpiresIn: 3_600,
        IdToken: expect.any(String),
        RefreshToken: expect.any(String),
        TokenType: 'Bearer',
      },
    })
  })

  test('with a temporary password asks for another, and gives no tokens before', async () => {
    const { pool, send, signIn } = await openHttp()
    await pool.createUser({ username: email, temporaryPassword: goodPassword, attributes: {} })
    const challenge = JSON.parse(await (await signIn(goodPassword)).text())
    expect(challenge).toEqual({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: email,
        requiredAttributes: '[]',
        userAttributes: `{"email":"${email}"}`,
      },
    })
    const answered = await send('RespondToAuthChallenge', {
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ClientId: pool.clientId,
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: 'Chosen-2-horse' },
    })
    expect(await answered.json()).toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } })
  })

  test.each(['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'])(
    'goes on with %s, and no other refresh token is given',
    async (AuthFlow) => {
      const { pool, send } = await openHttp()
      const { refreshToken: REFRESH_TOKEN } = await signedIn(pool)
      const AuthParameters = { REFRESH_TOKEN }
      const response = await send('InitiateAuth', { AuthFlow, ClientId: pool.clientId, AuthParameters })
      const { AuthenticationResult: result } = JSON.parse(await response.text())
      expect(Object.keys(result).toSorted()).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType'])
    },
  )

  test('tells a page of any site why it failed', async () => {
    const { signIn } = await openHttp()
    const response = await signIn('wrong')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await problemOf(response)).toEqual({
      status: 400,
      type: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
  })
})

describe('users', () => {
  test('are told who they are, and sign out', async () => {
    const { pool, send } = await openHttp()
    const { accessToken: AccessToken, refreshToken } = await signedIn(pool)
    const { sub } = await pool.account(email)
    expect(await (await send('GetUser', { AccessToken })).json()).toEqual({
      Username: email,
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: email },
      ],
    })
    expect(await (await send('GlobalSignOut', { AccessToken })).text()).toBe('{}')
    await expect(pool.continueSession(refreshToken)).rejects.toThrow('Invalid Refresh Token')
  })
})

describe('the owner', () => {
  test.each(['AdminCreateUser', 'AdminSetUserPassword', 'AdminGetUser'])(
    'alone may ask for %s, and no page of another site',
    async (operation) => {
      const { pool, send } = await openHttp()
      const response = await send(operation, { UserPoolId: pool.userPoolId, Username: email })
      expect(response.status).toBe(403)
      expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull()
      await expect(pool.account(email)).rejects.toThrow('User does not exist.')
    },
  )

  test('adds a user, looks at it and sets its password', async () => {
    const { pool, clock, manage, signIn } = await openHttp()
    const { userPoolId: UserPoolId } = pool
    const created = await manage('AdminCreateUser', {
      UserPoolId,
      Username: email,
      UserAttributes: [{ Name: 'name', Value: 'Ada' }],
      MessageAction: 'SUPPRESS',
    })
    const state = {
      Username: email,
      Enabled: true,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
      UserCreateDate: clock.now() / 1_000,
      UserLastModifiedDate: clock.now() / 1_000,
    }
    const attributes = [
      { Name: 'sub', Value: expect.any(String) },
      { Name: 'email', Value: email },
      { Name: 'name', Value: 'Ada' },
    ]
    expect(await created.json()).toEqual({ User: { ...state, Attributes: attributes } })
    expect((await signIn('')).status).toBe(400)

    clock.pass(1_000)
    const body = { UserPoolId, Username: email, Password: goodPassword, Permanent: true }
    expect(await (await manage('AdminSetUserPassword', body)).text()).toBe('{}')
    expect(await (await manage('AdminGetUser', { UserPoolId, Username: email })).json()).toEqual({
      ...state,
      UserStatus: 'CONFIRMED',
      UserLastModifiedDate: clock.now() / 1_000,
      UserAttributes: attributes,
    })
    expect((await signIn(goodPassword)).status).toBe(200)
  })

  test('sets a password that is to be changed, unless it is said to be permanent', async () => {
    const { pool, manage, signIn } = await openHttp()
    await pool.createUser({ username: email, attributes: {} })
    const body = { UserPoolId: pool.userPoolId, Username: email, Password: goodPassword }
    await manage('AdminSetUserPassword', body)
    expect(await (await signIn(goodPassword)).json()).toHaveProperty('ChallengeName')
  })
})

describe('what is around the pool', () => {
  test('gets what is meant for other services', async () => {
    const { app } = await openHttp()
    const headers = { 'X-Amz-Target': 'AWSEvents.PutEvents' }
    expect((await app.request(`${host}/`, { method: 'POST', headers })).status).toBe(418)
    expect((await app.request(`${host}/`, { method: 'POST' })).status).toBe(418)
    expect((await app.request(`${host}/`)).status).toBe(418)
    const preflight = { 'Access-Control-Request-Headers': 'content-type' }
    expect((await app.request(`${host}/`, { method: 'OPTIONS', headers: preflight })).status).toBe(418)
  })

  test('is not asked when a page wants to know whether it may sign in', async () => {
    const { app } = await openHttp()
    const headers = { 'Access-Control-Request-Headers': 'content-type,X-Amz-Target' }
    const response = await app.request(`${host}/`, { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Access-Control-Allow-Headers')).toBe('*')
  })

  test('is told what a store throws', async () => {
    const { app, send, accounts, pool } = await openHttp()
    app.onError((error, c) => c.text(error.message, 500))
    const { accessToken: AccessToken } = await signedIn(pool)
    accounts.find = () => {
      throw new Error('disk gone')
    }
    const response = await send('GetUser', { AccessToken })
    expect([response.status, await response.text()]).toEqual([500, 'disk gone'])
  })
})

describe('the documents of the pool', () => {
  test('show its keys to everybody', async () => {
    const { app, pool, signingKeys } = await openHttp()
    const response = await app.request(`${host}/${pool.userPoolId}/.well-known/jwks.json`)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await response.json()).toEqual(await signingKeys.jwks())
    expect((await app.request(`${host}/us-east-1_Other/.well-known/jwks.json`)).status).toBe(418)
  })

  test('name the issuer of its tokens, and where the keys are', async () => {
    const { app, pool } = await openHttp()
    const response = await app.request(`${host}/${pool.userPoolId}/.well-known/openid-configuration`)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await response.json()).toMatchObject({
      issuer: pool.issuer,
      jwks_uri: `${host}/${pool.userPoolId}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
    })
  })
})
