import { createServer, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { getJson } from './support/json.ts'
import { login, startServer } from './support/server.ts'

const stubs: Server[] = []

afterEach(() => {
  for (const stub of stubs.splice(0)) stub.close()
})

/** Somebody else's HTTP API that answers everything with this. */
async function stub(answer: (target: string) => unknown): Promise<string> {
  const server = createServer((request, response) => response.end(JSON.stringify(answer(request.url ?? ''))))
  stubs.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

const steamAnswer = (target: string): unknown =>
  target.includes('ticket=good')
    ? { response: { params: { result: 'OK', steamid: '76561', vacbanned: false, publisherbanned: false } } }
    : { response: { error: { errorcode: 101, errordesc: 'Invalid ticket' } } }

test('a guest is linked to a provider, keeps its id and comes back with the provider alone', async () => {
  const steam = { appId: '480', webApiKey: 'key', url: await stub(steamAnswer) }
  const server = await startServer({ stageFile: { providers: { steam } } })
  const guest = await login(server)
  const path = `${server.url}/prod/login-with-steam?steam_auth_token=good`
  const linked = await getJson(`${path}&auth_token=${guest.auth_token}&link_to_existing_user=Yes`)
  expect(Object.keys(linked)).toEqual([
    'user_id',
    'steam_id',
    'auth_token',
    'refresh_token',
    'auth_token_expires_in',
    'refresh_token_expires_in',
  ])
  expect(linked).toMatchObject({ user_id: guest.user_id, steam_id: '76561' })
  const back = await getJson(path)
  expect(back.user_id).toBe(guest.user_id)
  const chat = await Client.open(`${server.wsUrl}/?auth_token=${back.auth_token}`)
  expect(await chat.next()).toBe('{"message":"Successfully connected!"}')
})

test.each([
  ['', 400, '{"message":"Missing required request parameters: [steam_auth_token]"}'],
  ['?steam_auth_token=bad', 401, 'Error: Failed to validate Steam token'],
])('login-with-steam%s is answered with %i', async (query, status, body) => {
  const steam = { appId: '480', webApiKey: 'key', url: await stub(steamAnswer) }
  const { url } = await startServer({ stageFile: { providers: { steam } } })
  const response = await fetch(`${url}/prod/login-with-steam${query}`)
  expect([response.status, await response.text()]).toEqual([status, body])
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
})

test('a provider without settings is not there', async () => {
  const { url } = await startServer()
  const response = await fetch(`${url}/prod/login-with-facebook?facebook_access_token=a&facebook_user_id=1`)
  expect([response.status, await response.text()]).toEqual([
    403,
    '{"message":"Missing Authentication Token"}',
  ])
})

test('people log in with the server’s own user pool, and make their accounts where that is allowed', async () => {
  const ask = async (url: string, body: object) => {
    const init = { method: 'POST', body: JSON.stringify({ body }) }
    const response = await fetch(`${url}/prod/login-with-cognito`, init)
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  const ada = { username: 'ada@example.com', password: 'Perm-123456', email: 'ada@example.com' }
  const closed = await startServer()
  expect(await ask(closed.url, { ...ada, signup: 'True' })).toEqual({
    status: 400,
    body: 'Cognito Sign Up failed',
  })
  expect((await ask(closed.url, { ...ada, signin: 'True' })).status).toBe(400)
  const open = await startServer({ stageFile: { userPool: { selfSignUp: true } } })
  expect(await ask(open.url, { ...ada, signup: 'True' })).toEqual({
    status: 200,
    body: 'Cognito Sign Up successful',
  })
  const first = await ask(open.url, { ...ada, signin: 'True' })
  const second = await ask(open.url, { ...ada, signin: 'True' })
  expect([first.status, second.status]).toEqual([200, 200])
  expect(second.body.user_id).toBe(first.body.user_id)
  const wrong = await ask(open.url, { ...ada, password: 'Wrong-12345', signin: 'True' })
  expect(wrong).toEqual({ status: 400, body: 'Cognito SignIn failed, no user found' })
})
