import type { AddressInfo } from 'node:net'
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createAdaptorServer } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { guard } from '../guard.ts'
import { userPoolHttp } from './http.ts'
import { goodPassword, testPool } from './test-pool.fixture.ts'

/** The SDK of AWS, and a server that it takes for Cognito. */
async function open() {
  const opened = await testPool()
  const sourceIp = () => '127.0.0.1'
  const options = { ...opened, guard: guard({ verifier: undefined, sourceIp }), sourceIp }
  const server = createAdaptorServer(userPoolHttp({ ...options, serverUrl: () => '' }))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = addressOf(server.address())
  const client = new CognitoIdentityProviderClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: opened.pool.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  })
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  const { userPoolId: UserPoolId, clientId: ClientId } = opened.pool
  return { ...opened, client, UserPoolId, ClientId }
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address
}

test('the SDK adds a user, who chooses a password, signs in, and out again', async () => {
  const { client, clock, UserPoolId, ClientId } = await open()
  const Username = 'ada@example.com'
  const created = await client.send(
    new AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword: goodPassword }),
  )
  expect(created.User).toMatchObject({ Username, UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true })
  expect(created.User?.UserCreateDate?.getTime()).toBe(clock.now())

  const signIn = (PASSWORD: string) =>
    client.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId,
        AuthParameters: { USERNAME: Username, PASSWORD },
      }),
    )
  const { ChallengeName, Session } = await signIn(goodPassword)
  expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
  const ChallengeResponses = { USERNAME: Username, NEW_PASSWORD: 'Chosen-2-horse' }
  await client.send(
    new RespondToAuthChallengeCommand({ ChallengeName, ClientId, Session, ChallengeResponses }),
  )

  const { AuthenticationResult: tokens } = await signIn('Chosen-2-horse')
  const AccessToken = tokens?.AccessToken
  expect(tokens).toMatchObject({ ExpiresIn: 3_600, TokenType: 'Bearer' })
  expect((await client.send(new GetUserCommand({ AccessToken }))).Username).toBe(Username)

  const refresh = () =>
    client.send(
      new InitiateAuthCommand({
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId,
        AuthParameters: { REFRESH_TOKEN: tokens?.RefreshToken ?? '' },
      }),
    )
  expect((await refresh()).AuthenticationResult).toHaveProperty('AccessToken')
  await client.send(new GlobalSignOutCommand({ AccessToken }))
  await expect(refresh()).rejects.toMatchObject({ name: 'NotAuthorizedException' })
})

test('the SDK knows every refusal by its name', async () => {
  const { client, UserPoolId, ClientId } = await open()
  const Username = 'ada'
  const create = () => client.send(new AdminCreateUserCommand({ UserPoolId, Username }))
  await create()
  await expect(create()).rejects.toMatchObject({ name: 'UsernameExistsException' })
  const setPassword = (UserPool: string, name: string, Password: string) =>
    client.send(new AdminSetUserPasswordCommand({ UserPoolId: UserPool, Username: name, Password }))
  await expect(setPassword(UserPoolId, Username, 'weak')).rejects.toMatchObject({
    name: 'InvalidPasswordException',
    message: 'Password did not conform with policy: Password not long enough',
  })
  await expect(setPassword(UserPoolId, 'nobody', goodPassword)).rejects.toMatchObject({
    name: 'UserNotFoundException',
  })
  await expect(setPassword('us-east-1_Other', Username, goodPassword)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  const badUser = new AdminGetUserCommand({ UserPoolId, Username: 'a b' })
  await expect(client.send(badUser)).rejects.toMatchObject({ name: 'InvalidParameterException' })
  const badToken = new GetUserCommand({ AccessToken: 'x' })
  await expect(client.send(badToken)).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Invalid Access Token',
    $metadata: { httpStatusCode: 400 },
  })
  const AuthParameters = { USERNAME: Username, PASSWORD: goodPassword }
  const signIn = new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters })
  await expect(client.send(signIn)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
})
