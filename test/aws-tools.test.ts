import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { heard } from './support/heard.ts'
import { getJson } from './support/json.ts'
import { startServer, type TestServer } from './support/server.ts'

const known = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret/of+tests=' }
const password = 'Correct-1-horse'

const jsonTools = {
  'AWSEvents.PutEvents': { Entries: [{ Source: 'CLI', DetailType: 'x', Detail: '{}' }] },
  'AWSCognitoIdentityProviderService.AdminGetUser': { UserPoolId: 'us-east-1_Any', Username: 'ada' },
}

/** AWS's own clients, pointed at a server and used as people use them. */
function tools({ url }: TestServer, credentials = known) {
  const options = { endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1 }
  const events = new EventBridgeClient(options)
  const lambda = new LambdaClient(options)
  const cognito = new CognitoIdentityProviderClient(options)
  onTestFinished(() => {
    for (const client of [events, lambda, cognito]) client.destroy()
  })
  return {
    putEvents: (...Entries: { DetailType: string; Detail: string; Source?: string; Time?: Date }[]) =>
      events.send(new PutEventsCommand({ Entries: Entries.map((entry) => ({ Source: 'CLI', ...entry })) })),
    async invoke(FunctionName: string, input?: object) {
      const Payload = input && JSON.stringify(input)
      const answer = await lambda.send(new InvokeCommand({ FunctionName, ...(Payload && { Payload }) }))
      return { ...answer, result: JSON.parse(answer.Payload?.transformToString() ?? '') }
    },
    createUser: (UserPoolId: string, Username: string) =>
      cognito.send(new AdminCreateUserCommand({ UserPoolId, Username })),
    setPassword: (UserPoolId: string, Username: string) =>
      cognito.send(
        new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: password, Permanent: true }),
      ),
    signIn: (ClientId: string, USERNAME: string) =>
      cognito.send(
        new InitiateAuthCommand({
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId,
          AuthParameters: { USERNAME, PASSWORD: password },
        }),
      ),
  }
}

describe.each([
  ['that checks signatures', [known]],
  ['without credentials', []],
])('a server %s', (_, credentials) => {
  test('gives test tokens and takes events, as the CLI does it', async () => {
    const server = await startServer({ credentials })
    const { putEvents, invoke } = tools(server)
    const { StatusCode, ExecutedVersion, result } = await invoke('CreateTestJwt', { userId: 'ada' })
    expect([StatusCode, ExecutedVersion]).toEqual([200, '$LATEST'])
    expect(result.token).toBe(result.authToken)
    const client = await Client.open(`${server.wsUrl}/dev`, ['websocket', result.authToken])
    client.send({ action: 'subscribe', entityId: 'myEntityId' })
    expect(await heard(client)).toEqual([])
    const answer = await putEvents(
      { DetailType: 'Entity Updated', Detail: '{"entityId":"myEntityId","message":"hi"}' },
      { DetailType: 'Entity Updated', Detail: 'not json' },
      { DetailType: 'Send User Push Notification', Detail: '{"userId":"ada"}', Time: new Date(0) },
    )
    expect(answer.FailedEntryCount).toBe(1)
    expect(answer.Entries).toEqual([
      { EventId: expect.stringMatching(/^[\da-f-]{36}$/) },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      { EventId: expect.stringMatching(/^[\da-f-]{36}$/) },
    ])
    expect(await heard(client)).toEqual([
      '{"type":"Entity Updated","entityId":"myEntityId","message":"hi"}',
      '{"type":"User Push Notification"}',
    ])
  })

  test('rotates its keys when it is asked to', async () => {
    const server = await startServer({ credentials })
    const { invoke } = tools(server)
    const kids = async () => {
      const { keys } = await getJson(`${server.url}/.well-known/jwks.json`)
      return keys.map(({ kid }: { kid: string }) => kid)
    }
    const [before] = await kids()
    expect(await invoke('GenerateKeys')).toMatchObject({ StatusCode: 200, result: null })
    expect(await kids()).toEqual([expect.not.stringMatching(before), before])
    await expect(invoke('NoSuchFunction')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    })
  })

  test('adds a player, who signs in and connects', async () => {
    const server = await startServer({ credentials })
    const { createUser, setPassword, signIn } = tools(server)
    const { Cognito } = await getJson(`${server.url}/aws-config.json`)
    const { CognitoUserPool: userPoolId, AppClientId: clientId } = Cognito
    await createUser(userPoolId, 'ada@example.com')
    await expect(signIn(clientId, 'ada@example.com')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    })
    await setPassword(userPoolId, 'ada@example.com')
    const { AuthenticationResult } = await signIn(clientId, 'ada@example.com')
    const status = await upgradeStatus(
      `${server.wsUrl}/prod?Authorization=${AuthenticationResult?.AccessToken}`,
    )
    expect(status).toBe(101)
  })
})

describe('a server that checks signatures', () => {
  test.each([
    ['another secret', { ...known, secretAccessKey: 'another' }, 'InvalidSignatureException'],
    ['a key that it does not know', { ...known, accessKeyId: 'AKIDNOBODY' }, 'UnrecognizedClientException'],
  ])('refuses %s, by the name that the tools know', async (_, credentials, name) => {
    const { putEvents, invoke, createUser } = tools(await startServer({ credentials: [known] }), credentials)
    const refused = { name, $metadata: { httpStatusCode: 403 } }
    const event = { DetailType: 'Entity Updated', Detail: '{"entityId":"e"}' }
    await expect(putEvents(event)).rejects.toMatchObject(refused)
    await expect(invoke('CreateTestJwt')).rejects.toMatchObject(refused)
    await expect(invoke('GenerateKeys')).rejects.toMatchObject(refused)
    await expect(createUser('us-east-1_Any', 'eve')).rejects.toMatchObject(refused)
  })

  test.each(Object.entries(jsonTools))('refuses %s without a signature', async (target, body) => {
    const { url } = await startServer({ credentials: [known] })
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'X-Amz-Target': target, 'Content-Type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(403)
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
    expect(await response.json()).toEqual({
      __type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    })
  })

  test.each(['CreateTestJwt', 'GenerateKeys', 'NoSuchFunction'])(
    'runs no function without a signature: %s',
    async (name) => {
      const server = await startServer({ credentials: [known] })
      const keys = () => getJson(`${server.url}/.well-known/jwks.json`)
      const before = await keys()
      const target = `${server.url}/2015-03-31/functions/${name}/invocations`
      const response = await fetch(target, { method: 'POST' })
      expect(response.status).toBe(403)
      expect(await response.text()).not.toContain('token"')
      expect(await keys()).toEqual(before)
    },
  )

  test('shows metrics and dead letters to nobody who does not sign', async () => {
    const { url } = await startServer({ credentials: [known] })
    for (const path of ['/metrics', '/dead-letters']) {
      expect((await fetch(`${url}${path}`)).status).toBe(403)
    }
  })
})

test('a page of another site cannot use a server without credentials', async () => {
  const { url } = await startServer()
  for (const [target, body] of Object.entries(jsonTools)) {
    const headers = { 'X-Amz-Target': target, Origin: 'http://elsewhere.example' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(response.status).toBe(403)
    expect(response.headers.get('x-amzn-errortype')).toBe('AccessDeniedException')
  }
})

test('an operation that there is not is named as such', async () => {
  const { url } = await startServer()
  for (const target of [
    'AWSEvents.PutRule',
    'AWSCognitoIdentityProviderService.SignUp',
    'DynamoDB_20120810.Scan',
  ]) {
    const response = await fetch(url, { method: 'POST', headers: { 'X-Amz-Target': target }, body: '{}' })
    expect(response.status).toBe(400)
    expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException')
  }
})
