import { describe, expect, test } from 'vitest'
import { type RemoteCognitoOptions, remoteCognito } from './remote-cognito.ts'
import {
  heardLog,
  loggedIn,
  openLogins,
  outcomeOf,
  page,
  type StubAnswer,
  stubProvider,
  stubSigner,
  toldClock,
} from './stub-provider.fixture.ts'

const now = 1_700_000_000
const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pool'
const claims = { iss: issuer, sub: 'sub-1', client_id: 'client', token_use: 'access', exp: now + 60 }
const signer = await stubSigner()
const refused: StubAnswer = { status: 400, json: { __type: 'NotAuthorizedException', message: 'No.' } }

async function open(answer: StubAnswer = { json: {} }, more: Partial<RemoteCognitoOptions> = {}) {
  const stub = await stubProvider(({ target }) =>
    target.endsWith('jwks.json') ? { json: signer.jwks } : answer,
  )
  const log = heardLog()
  const pool = remoteCognito({
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_Pool',
    clientId: 'client',
    endpoint: stub.url,
    clock: toldClock(),
    log,
    ...more,
  })
  const sent = () => stub.received.map(({ headers, body }) => [headers['x-amz-target'], JSON.parse(body)])
  return { ...stub, pool, log, sent }
}

describe('a sign-in', () => {
  const result: StubAnswer = { json: { AuthenticationResult: { AccessToken: 'a.b.c', ExpiresIn: 3600 } } }

  test('is asked for as the SDKs do, and gives the access token', async () => {
    const { pool, received, sent } = await open(result)
    expect(await pool.signIn('ada', 'secret')).toEqual({ accessToken: 'a.b.c' })
    expect(sent()).toEqual([
      [
        'AWSCognitoIdentityProviderService.InitiateAuth',
        {
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId: 'client',
          AuthParameters: { USERNAME: 'ada', PASSWORD: 'secret' },
        },
      ],
    ])
    expect(received).toMatchObject([
      { method: 'POST', target: '/', headers: { 'content-type': 'application/x-amz-json-1.1' } },
    ])
  })

  test.each<readonly [string, StubAnswer, string]>([
    ['an error', refused, 'failed'],
    ['a challenge', { json: { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 's' } }, 'no-token'],
    ['a result without a token', { json: { AuthenticationResult: {} } }, 'no-token'],
    ['nonsense', { json: { AuthenticationResult: 'yes' } }, 'failed'],
    ['a page', page(200), 'failed'],
    ['nothing', { raw: (response) => response.destroy() }, 'failed'],
  ])('that is answered with %s', async (_, answer, outcome) => {
    expect(await (await open(answer)).pool.signIn('ada', 'secret')).toBe(outcome)
  })

  test('does not log the password', async () => {
    const { pool, log } = await open({ raw: (response) => response.destroy() })
    await pool.signIn('ada', 'secret')
    expect(log.heard).toHaveLength(1)
    expect(log.text()).not.toContain('secret')
  })
})

describe('a sign-up', () => {
  test('is asked for with the address as an attribute', async () => {
    const { pool, sent } = await open({ json: { UserConfirmed: true, UserSub: 's' } })
    expect(await pool.signUp('ada', 'secret', 'a@b.c')).toBe('confirmed')
    expect(sent()).toEqual([
      [
        'AWSCognitoIdentityProviderService.SignUp',
        {
          ClientId: 'client',
          Username: 'ada',
          Password: 'secret',
          UserAttributes: [{ Name: 'email', Value: 'a@b.c' }],
        },
      ],
    ])
  })

  test.each<readonly [string, StubAnswer, string]>([
    ['without a confirmation', { json: { UserConfirmed: false } }, 'unconfirmed'],
    ['an error', refused, 'failed'],
    ['nonsense', { json: {} }, 'failed'],
  ])('that is answered with %s', async (_, answer, outcome) => {
    expect(await (await open(answer)).pool.signUp('ada', 'secret', 'a@b.c')).toBe(outcome)
  })
})

test('the other operations are asked for as the SDKs do', async () => {
  const { pool, sent } = await open()
  expect(await pool.confirm('ada', '123')).toBe('done')
  expect(await pool.forgotPassword('ada')).toBe('done')
  expect(await pool.resetPassword('ada', '123', 'new')).toBe('done')
  expect(await pool.signOut('a.b.c')).toBe('done')
  const target = (operation: string) => `AWSCognitoIdentityProviderService.${operation}`
  expect(sent()).toEqual([
    [target('ConfirmSignUp'), { ClientId: 'client', Username: 'ada', ConfirmationCode: '123' }],
    [target('ForgotPassword'), { ClientId: 'client', Username: 'ada' }],
    [
      target('ConfirmForgotPassword'),
      { ClientId: 'client', Username: 'ada', ConfirmationCode: '123', Password: 'new' },
    ],
    [target('GlobalSignOut'), { AccessToken: 'a.b.c' }],
  ])
})

test('the other operations fail when the pool refuses', async () => {
  const { pool } = await open(refused)
  const outcomes = [
    pool.confirm('ada', '1'),
    pool.forgotPassword('ada'),
    pool.resetPassword('ada', '1', 'new'),
    pool.signOut('t'),
  ]
  expect(await Promise.all(outcomes)).toEqual(['failed', 'failed', 'failed', 'failed'])
})

test('an operation that is answered with an empty body is done', async () => {
  const { pool } = await open({ raw: (response) => response.end() })
  expect(await pool.confirm('ada', '123')).toBe('done')
})

describe('an access token', () => {
  test('tells who it is for, by the keys of the pool', async () => {
    const { pool, targets } = await open()
    expect(await pool.subject(await signer.sign(claims))).toEqual({ sub: 'sub-1' })
    expect(targets()).toEqual(['/eu-west-1_Pool/.well-known/jwks.json'])
  })

  test('is checked with the keys and the issuer that are set', async () => {
    const keys = await stubProvider(() => ({ json: signer.jwks }))
    const { pool } = await open(undefined, { jwksUri: `${keys.url}/keys`, issuer: 'https://other.example' })
    const token = await signer.sign({ ...claims, iss: 'https://other.example' })
    expect(await pool.subject(token)).toEqual({ sub: 'sub-1' })
    expect(keys.targets()).toEqual(['/keys'])
    expect(await pool.subject(await signer.sign(claims))).toBe('invalid')
  })

  test.each([
    ['of another pool', { ...claims, iss: `${issuer}x` }],
    ['of another client', { ...claims, client_id: 'other' }],
    ['that is an id token', { ...claims, token_use: 'id' }],
    ['that is over', { ...claims, exp: now }],
  ])('is invalid if it is one %s', async (_, payload) => {
    expect(await (await open()).pool.subject(await signer.sign(payload))).toBe('invalid')
  })

  test('is invalid if it is garbage or signed by somebody else', async () => {
    const { pool } = await open()
    const stranger = await stubSigner()
    for (const token of ['', 'garbage', await stranger.sign(claims)]) {
      expect(await pool.subject(token)).toBe('invalid')
    }
  })
})

test('a URL that is none fails at the start', async () => {
  await expect(open(undefined, { endpoint: 'cognito' })).rejects.toThrow(TypeError)
  await expect(open(undefined, { jwksUri: 'keys' })).rejects.toThrow(TypeError)
})

test('a client logs in through it', async () => {
  const accessToken = await signer.sign(claims)
  const { pool } = await open({ json: { AuthenticationResult: { AccessToken: accessToken } } })
  const { app } = openLogins({ cognito: pool })
  const body = JSON.stringify({ body: { signin: 'True', username: 'ada', password: 'secret' } })
  const response = await app.request('/prod/login-with-cognito', { method: 'POST', body })
  expect(loggedIn(await outcomeOf(response))).toMatchObject({ cognito_id: 'sub-1' })
})
