import { describe, expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { getJson } from './support/json.ts'
import { poolUser, relayUrl } from './support/pool.ts'
import { quiet, server, shareRehearsal, unique } from './support/rehearsal-shared.ts'
import { rowsOf } from './support/rehearsal-table.ts'

shareRehearsal()

test('what a player does comes to all others as it was sent, and not back', async () => {
  const url = relayUrl(server(), await poolUser(server(), `${unique('ada')}@example.com`))
  const [ada, bob, carol] = [await Client.open(url), await Client.open(url), await Client.open(url)]
  ada.send({ action: 'message', message: '{"Type":"move","Content":"12"}' })
  expect(await bob.next()).toBe('{"Type":"move","Content":"12"}')
  expect(await carol.next()).toBe('{"Type":"move","Content":"12"}')
  ada.send({ action: 'heartbeat', message: '' })
  expect(await quiet(ada)).toEqual([])
  carol.ws.terminate()
  bob.send({ action: 'message', message: { a: 1 } })
  expect(await ada.next()).toBe('{"a":1}')
  expect(await quiet(bob)).toEqual([])
})

test('only an access token of the pool lets in', async () => {
  const { idToken, clientId, userPoolId } = await poolUser(server(), `${unique('eve')}@example.com`)
  const url = `${server().wsUrl}/prod`
  const query = `clientId=${clientId}&userPoolId=${userPoolId}`
  expect(await upgradeStatus(url)).toBe(401)
  expect(await upgradeStatus(`${url}?Authorization=garbage&${query}`)).toBe(401)
  expect(await upgradeStatus(`${url}?Authorization=${idToken}&${query}`)).toBe(401)
})

test('a page is told where everything is', async () => {
  const { Cognito, API_Gateway } = await getJson(`${server().url}/aws-config.json`)
  expect(Cognito.AppClientId).toBe(server().aws.model.output('AppClientId'))
  expect(API_Gateway.WebSocket_API_URL).toBe(`${server().wsUrl}/prod`)
})

describe('an account', () => {
  const clientId = async (): Promise<string> =>
    (await getJson(`${server().url}/aws-config.json`)).Cognito.AppClientId

  const cognito = (operation: string, body: object) =>
    getJson(server().url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(body),
    })

  test('of the template has no tokens until it has a password for good', async () => {
    const ClientId = await clientId()
    const UserPoolId = server().aws.model.output('UserPoolId')
    const user = { UserPoolId, Username: 'admin@example.com' }
    const signIn = (PASSWORD: string) =>
      cognito('InitiateAuth', {
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId,
        AuthParameters: { USERNAME: 'admin@example.com', PASSWORD },
      })
    await cognito('AdminSetUserPassword', { ...user, Password: 'Passing-1-horse', Permanent: false })
    const challenged = await signIn('Passing-1-horse')
    expect(challenged.ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
    expect(challenged).not.toHaveProperty('AuthenticationResult')
    await cognito('AdminSetUserPassword', { ...user, Password: 'Correct-1-horse', Permanent: true })
    const { AuthenticationResult } = await signIn('Correct-1-horse')
    expect(Object.keys(AuthenticationResult)).toEqual(
      expect.arrayContaining(['AccessToken', 'IdToken', 'RefreshToken', 'ExpiresIn', 'TokenType']),
    )
    const query = new URLSearchParams({ Authorization: AuthenticationResult.AccessToken })
    expect(await upgradeStatus(`${server().wsUrl}/prod?${query.toString()}`)).toBe(101)
  })
})

test('what is stored of a connection is forgotten after a day', async () => {
  const client = await Client.open(
    relayUrl(server(), await poolUser(server(), `${unique('ada')}@example.com`)),
  )
  const rows = await rowsOf(server())
  expect(rows.length).toBeGreaterThan(0)
  for (const { ttl } of rows) {
    expect(ttl?.N).toMatch(/^\d{10}$/)
    expect(Math.abs(Number(ttl?.N) - Date.now() / 1_000 - 86_400)).toBeLessThan(300)
  }
  await client.close()
})
