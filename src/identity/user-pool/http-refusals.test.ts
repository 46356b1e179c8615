import { describe, expect, test } from 'vitest'
import { openHttp, problemOf } from './test-http.fixture.ts'
import { goodPassword, signedIn } from './test-pool.fixture.ts'

describe('a request that is wrong', () => {
  const known = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: 'CLIENT' }
  const nullAt = (member: string) =>
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`

  test.each([
    ['no JSON', 'InitiateAuth', '{', 'SerializationException', 'The body is not JSON'],
    ['nothing', 'InitiateAuth', '', 'SerializationException', 'The body is not JSON'],
    ['no object', 'InitiateAuth', '[]', 'SerializationException', expect.any(String)],
    ['deep', 'InitiateAuth', '['.repeat(60_000), 'SerializationException', expect.any(String)],
    ['a number', 'InitiateAuth', { ...known, ClientId: 1 }, 'SerializationException', expect.any(String)],
    ['no client', 'InitiateAuth', { AuthFlow: 'x' }, 'InvalidParameterException', nullAt('clientId')],
    ['null', 'GetUser', { AccessToken: null }, 'InvalidParameterException', nullAt('accessToken')],
    [
      'no username',
      'InitiateAuth',
      { ...known, AuthParameters: { PASSWORD: 'x' } },
      'InvalidParameterException',
      'Missing required parameter USERNAME',
    ],
    [
      'no parameters',
      'InitiateAuth',
      known,
      'InvalidParameterException',
      'Missing required parameter USERNAME',
    ],
    [
      'another flow',
      'InitiateAuth',
      { ...known, AuthFlow: 'USER_SRP_AUTH' },
      'InvalidParameterException',
      'The AuthFlow here is USER_PASSWORD_AUTH or REFRESH_TOKEN_AUTH',
    ],
    [
      'another challenge',
      'RespondToAuthChallenge',
      { ClientId: 'CLIENT', ChallengeName: 'SMS_MFA' },
      'InvalidParameterException',
      'The ChallengeName here is NEW_PASSWORD_REQUIRED',
    ],
    ['another operation', 'DeleteUser', {}, 'UnknownOperationException', 'No such operation'],
    ['of the prototype', 'constructor', {}, 'UnknownOperationException', 'No such operation'],
    ['a bad token', 'GetUser', { AccessToken: 'x' }, 'NotAuthorizedException', 'Invalid Access Token'],
    [
      'a bad sign-out',
      'GlobalSignOut',
      { AccessToken: 'x' },
      'NotAuthorizedException',
      'Invalid Access Token',
    ],
  ])('is told so: %s', async (_, operation, body, type, message) => {
    const { pool, send } = await openHttp()
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await send(operation, text.replace('CLIENT', pool.clientId))
    expect(await problemOf(response)).toEqual({ status: 400, type, message })
  })

  test('is told which client and which pool there is not', async () => {
    const { manage } = await openHttp()
    const client = await manage('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: 'other' })
    expect(await problemOf(client)).toEqual({
      status: 400,
      type: 'ResourceNotFoundException',
      message: 'User pool client other does not exist.',
    })
    for (const operation of ['AdminCreateUser', 'AdminSetUserPassword', 'AdminGetUser']) {
      const body = { UserPoolId: 'us-east-1_Other', Username: 'ada', Password: goodPassword }
      expect(await problemOf(await manage(operation, body))).toEqual({
        status: 400,
        type: 'ResourceNotFoundException',
        message: 'User pool us-east-1_Other does not exist.',
      })
    }
    const long = await manage('AdminGetUser', { UserPoolId: 'x'.repeat(1_000), Username: 'ada' })
    expect((await problemOf(long)).message).toBe('User pool (not an id) does not exist.')
  })

  test('is not quoted', async () => {
    const { pool, manage } = await openHttp()
    for (const secret of ['secret word', 'secretsecret', 'x'.repeat(300)]) {
      const body = { UserPoolId: pool.userPoolId, Username: secret, Password: secret, UserAttributes: 1 }
      for (const operation of ['AdminCreateUser', 'AdminSetUserPassword']) {
        expect(await (await manage(operation, body)).text()).not.toContain(secret)
      }
    }
  })

  test('has at most 64 KB', async () => {
    const { send } = await openHttp()
    const response = await send('GetUser', { AccessToken: 'x'.repeat(65_536) })
    expect(await problemOf(response)).toMatchObject({ status: 413, type: 'RequestTooLargeException' })
  })

  test('may have members that nobody knows', async () => {
    const { pool, send } = await openHttp()
    const { accessToken } = await signedIn(pool)
    const response = await send('GetUser', { AccessToken: accessToken, More: { deep: [null] } })
    expect(response.status).toBe(200)
  })
})

test('anybody may ask for 1,000 things in 5 minutes, and the owner for any number', async () => {
  const { pool, clock, send, manage } = await openHttp()
  for (let count = 0; count < 1_000; count += 1) await send(count % 2 ? 'GetUser' : 'Nothing', '{')
  const refused = await send('GetUser', { AccessToken: 'x' })
  expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('*')
  expect(await problemOf(refused)).toMatchObject({ status: 400, type: 'TooManyRequestsException' })
  const managed = await manage('AdminGetUser', { UserPoolId: pool.userPoolId, Username: 'nobody' })
  expect(await problemOf(managed)).toMatchObject({ type: 'UserNotFoundException' })
  clock.pass(300_000)
  expect(await problemOf(await send('GetUser', '{'))).toMatchObject({ type: 'SerializationException' })
})
