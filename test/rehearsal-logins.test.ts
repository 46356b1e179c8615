import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { getJson } from './support/json.ts'
import { restartFunction } from './support/rehearsal-processes.ts'
import { server, shareRehearsal } from './support/rehearsal-shared.ts'
import { login } from './support/server.ts'

shareRehearsal()

const get = (path: string) => fetch(`${server().url}${path}`)
const textOf = async (path: string) => {
  const response = await get(path)
  return { status: response.status, text: await response.text() }
}

test('a guest signs up, and comes back with its secret', async () => {
  const response = await get('/prod/login-as-guest')
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
  const guest = JSON.parse(await response.text())
  expect(Object.keys(guest)).toEqual([
    'guest_secret',
    'user_id',
    'auth_token',
    'refresh_token',
    'auth_token_expires_in',
    'refresh_token_expires_in',
  ])
  const { user_id, guest_secret } = guest
  const again = await getJson(
    `${server().url}/prod//login-as-guest?&user_id=${user_id}&guest_secret=${guest_secret}`,
  )
  expect(again).toMatchObject({ user_id, guest_secret })
})

test('who has not the secret is told so', async () => {
  const { user_id } = await login(server())
  const refused = { status: 401, text: 'Error: Could not validate user' }
  expect(await textOf(`/prod/login-as-guest?user_id=${user_id}&guest_secret=wrong`)).toEqual(refused)
  expect(await textOf('/prod/login-as-guest?user_id=nobody&guest_secret=wrong')).toEqual(refused)
  expect(await textOf(`/prod/login-as-guest?user_id=${user_id}`)).toEqual({
    status: 400,
    text: 'Error: No guest_secret in query string',
  })
})

test('a refresh token is good for a new access token, and other tokens are not', async () => {
  const { refresh_token, auth_token } = await login(server())
  const fresh = await getJson(`${server().url}/prod/refresh-access-token?refresh_token=${refresh_token}`)
  expect(decodeJwt(fresh.refresh_token).exp).toBe(decodeJwt(refresh_token).exp)
  expect(fresh).not.toHaveProperty('guest_secret')
  const refused = { status: 401, text: 'Error: Failed to validate refresh token' }
  expect(await textOf(`/prod/refresh-access-token?refresh_token=${auth_token}`)).toEqual(refused)
  expect((await get('/prod/refresh-access-token')).status).toBe(400)
})

test('the issuer shows its keys, and a token names one of them', async () => {
  const { keys } = await getJson(`${server().url}/.well-known/jwks.json`)
  const { auth_token } = await login(server())
  expect(keys.map(({ kid }: { kid: string }) => kid)).toContain(decodeProtectedHeader(auth_token).kid)
  const configuration = await getJson(`${server().url}/.well-known/openid-configuration`)
  expect(configuration.issuer).toBe(decodeJwt(auth_token).iss)
})

test('the keys rotate, and the one before still holds', async () => {
  const { keys: before } = await getJson(`${server().url}/.well-known/jwks.json`)
  expect((await server().invoke('GenerateKeys')).kind).toBe('returned')
  const { keys } = await getJson(`${server().url}/.well-known/jwks.json`)
  expect(keys).toHaveLength(2)
  expect(keys[1]).toEqual(before[0])
})

test('a path that is not there is unknown', async () => {
  expect((await get('/prod/login-with-magic')).status).toBe(403)
})

test('tokens hold for one rotation of the keys, and not for two', async () => {
  const { auth_token, refresh_token } = await login(server())
  const refresh = async () => textOf(`/prod/refresh-access-token?refresh_token=${refresh_token}`)
  await server().invoke('GenerateKeys')
  expect((await refresh()).status).toBe(200)
  expect(await greeting(auth_token)).toBe('{"message":"Successfully connected!"}')
  const { keys } = await getJson(`${server().url}/.well-known/jwks.json`)
  const fresh = await login(server())
  expect(decodeProtectedHeader(fresh.auth_token).kid).toBe(keys[0].kid)
  await server().invoke('GenerateKeys')
  expect(await refresh()).toEqual({ status: 401, text: 'Error: Failed to validate refresh token' })
  // An authorizer that is at work goes by the keys that it has for some minutes.
  await restartFunction(server(), 'chat Authorizer')
  expect(await greeting(auth_token)).toBe('{"error":"Invalid token"}')
  expect(await greeting(fresh.auth_token)).toBe('{"message":"Successfully connected!"}')
})

async function greeting(token: string): Promise<string> {
  const client = await Client.open(`${server().wsUrl}/?auth_token=${token}`)
  return client.next()
}
