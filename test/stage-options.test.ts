import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../src/stores/sqlite/temporary-folder.fixture.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { manualClock } from './support/clock.ts'
import { entityUpdated, putEvents } from './support/events.ts'
import { getJson } from './support/json.ts'
import { poolUser, relayUrl } from './support/pool.ts'
import { startServer } from './support/server.ts'

test('sizes of frames and messages can be set, for one API and for all', async () => {
  const stageFile = { limits: { maxMessageBytes: 300 }, apis: { lobby: { limits: { maxFrameBytes: 100 } } } }
  const { wsUrl } = await startServer({ stageFile })
  const closed = async (path: string, length: number): Promise<number> => {
    const client = await Client.open(`${wsUrl}${path}`)
    client.send({ action: 'broadcast', message: 'x'.repeat(length) })
    return (await client.closed).code
  }
  expect(await closed('/LATEST', 150)).toBe(1009)
  expect(await closed('/poc', 350)).toBe(1009)
  const fits = await Client.open(`${wsUrl}/poc`)
  fits.send({ action: 'broadcast', message: 'x'.repeat(150) })
  expect((await fits.take(2))[1]).toBe('x'.repeat(150))
})

test('the profile and the spans of an API go before those of the stage', async () => {
  const clock = manualClock()
  const apis = { lobby: { profile: 'open' as const }, webchat: { idleTimeoutSeconds: 60 } }
  const { wsUrl } = await startServer({ clock, stageFile: { profile: 'aws', apis } })
  const [pinged, idle] = [await Client.open(`${wsUrl}/LATEST`), await Client.open(`${wsUrl}/poc`)]
  await idle.next()
  const ping = once(pinged.ws, 'ping')
  clock.advance(26_000)
  await ping
  clock.advance(36_000)
  expect((await idle.closed).code).toBe(1001)
})

test('a stage that is called like another API’s path takes it, and that API makes way', async () => {
  const { apis, wsUrl } = await startServer({ stage: 'prod' })
  expect(apis).toEqual([
    { name: 'chat', path: '/' },
    { name: 'relay', path: '/relay' },
    { name: 'notify', path: '/dev' },
    { name: 'webchat', path: '/prod' },
    { name: 'lobby', path: '/LATEST' },
    { name: 'hub', path: '/hub' },
  ])
  expect(await upgradeStatus(`${wsUrl}/prod`)).toBe(101)
  expect(await upgradeStatus(`${wsUrl}/relay`)).toBe(401)
})

test('an administrator has an account from the start, and needs only a password', async () => {
  const server = await startServer({ stageFile: { userPool: { adminEmail: 'admin@example.com' } } })
  const { CognitoUserPool: UserPoolId } = (await getJson(`${server.url}/aws-config.json`)).Cognito
  const { UserStatus } = await getJson(server.url, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'AWSCognitoIdentityProviderService.AdminGetUser' },
    body: JSON.stringify({ UserPoolId, Username: 'admin@example.com' }),
  })
  expect(UserStatus).toBe('FORCE_CHANGE_PASSWORD')
})

test('the relay can be guarded by a user pool elsewhere, and then takes no token of the server’s own', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }
  const keys = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })))
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void keys.close())
  const address = keys.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const [userPoolId, clientId] = ['eu-west-1_Elsewhere', '1example23456789']
  const authorizers = [
    { type: 'cognito' as const, userPoolId, clientId, jwksUri: `http://127.0.0.1:${port}/` },
  ]
  const server = await startServer({ stageFile: { apis: { relay: { authorizers } } } })
  const accessToken = await new SignJWT({ token_use: 'access', client_id: clientId, sub: 'ada' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(`https://cognito-idp.eu-west-1.amazonaws.com/${userPoolId}`)
    .setExpirationTime('5 minutes')
    .sign(privateKey)
  expect(await upgradeStatus(`${server.wsUrl}/prod?Authorization=${accessToken}`)).toBe(101)
  expect(await upgradeStatus(relayUrl(server, await poolUser(server)))).toBe(401)
})

test('what waits for another attempt when the server stops is a dead letter after the restart', async () => {
  const data = temporaryFolder()
  const stageFile = { bus: { attempts: 20, backOffMs: 3_600_000 } }
  const first = await startServer({ data, stageFile })
  await putEvents(first, entityUpdated({ entityId: 5 }))
  await first.stop()
  const second = await startServer({ data })
  expect(await getJson(`${second.url}/dead-letters`)).toMatchObject({
    deadLetters: [
      { attempts: 1, reason: expect.stringContaining('stopped'), event: { detail: { entityId: 5 } } },
    ],
  })
})

test('a stage that wants signatures and lets everybody in contradicts itself', async () => {
  const credentials = [{ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret' }]
  const both = (type: 'none' | 'iam') =>
    startServer({ credentials, stageFile: { iamAuth: true, apis: { webchat: { authorizers: [{ type }] } } } })
  await expect(both('none')).rejects.toThrow('iam_auth: true says that connections to webchat are signed')
  expect(await upgradeStatus(`${(await both('iam')).wsUrl}/poc`)).toBe(403)
})

test('the documents say who may connect on this stage', async () => {
  const stageFile = {
    apis: { lobby: { authorizers: [{ type: 'jwt' as const }, { type: 'guest' as const }] } },
  }
  const { url } = await startServer({ stageFile })
  const { info } = await getJson(`${url}/docs/lobby/asyncapi.json`)
  expect(info.description).toContain(
    'Who may connect: who has a JWT that is signed with the shared secret; who has a token of one of the logins',
  )
})
