import { getJson } from './json.ts'
import type { TestServer } from './server.ts'

const goodPassword = 'Correct-1-horse'

export interface PoolUser {
  readonly password: string
  readonly accessToken: string
  readonly idToken: string
  readonly userPoolId: string
  readonly clientId: string
}

/** Somebody who is new in the server's user pool, and has signed in, all over HTTP. */
export async function poolUser(
  server: Pick<TestServer, 'url'>,
  username = 'ada@example.com',
): Promise<PoolUser> {
  const { Cognito } = await getJson(`${server.url}/aws-config.json`)
  const { CognitoUserPool: UserPoolId, AppClientId: ClientId } = Cognito
  const user = { UserPoolId, Username: username }
  await cognito(server, 'AdminCreateUser', user)
  await cognito(server, 'AdminSetUserPassword', { ...user, Password: goodPassword, Permanent: true })
  const { AuthenticationResult: tokens } = await cognito(server, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId,
    AuthParameters: { USERNAME: username, PASSWORD: goodPassword },
  })
  return {
    password: goodPassword,
    accessToken: tokens.AccessToken,
    idToken: tokens.IdToken,
    userPoolId: UserPoolId,
    clientId: ClientId,
  }
}

/** Where a player connects to the relay. */
export function relayUrl({ wsUrl }: TestServer, { accessToken, userPoolId, clientId }: PoolUser): string {
  const query = new URLSearchParams({ Authorization: accessToken, clientId, userPoolId })
  return `${wsUrl}/prod?${query.toString()}`
}

function cognito({ url }: Pick<TestServer, 'url'>, operation: string, body: object) {
  return getJson(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  })
}
