import { expect, test } from 'vitest'
import { temporaryFolder } from '../src/stores/sqlite/temporary-folder.fixture.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { manualClock } from './support/clock.ts'
import { chatUrl } from './support/fleet-clients.ts'
import { enterHub, hubUrl } from './support/hub-client.ts'
import { getJson } from './support/json.ts'
import { login, startServer } from './support/server.ts'

const adminToken = 'a-token-of-24-characters'

async function admin(url: string, what: string, body: object): Promise<void> {
  const answer = await fetch(`${url}/admin/${what}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}` },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
}

test('whoever is revoked has to log in again, after a restart too', async () => {
  const clock = manualClock()
  const options = { adminToken, clock, data: temporaryFolder(), spans: { pingMs: undefined } }
  const first = await startServer(options)
  const ada = await enterHub(first)
  const { user_id, guest_secret, refresh_token } = ada.login
  await admin(first.url, 'revoke', { user: user_id })
  expect(await ada.event('goodbye')).toMatchObject({ reason: 'revoked', reconnect: false })
  await first.stop()
  clock.advance(2_000)
  const server = await startServer(options)
  const refreshed = await fetch(`${server.url}/prod/refresh-access-token?refresh_token=${refresh_token}`)
  expect(refreshed.status).toBe(401)
  expect(await upgradeStatus(hubUrl(server), ['stoa.v1', `bearer.${ada.login.auth_token}`])).toBe(403)
  const again = await getJson(
    `${server.url}/prod/login-as-guest?user_id=${user_id}&guest_secret=${guest_secret}`,
  )
  expect(await upgradeStatus(hubUrl(server), ['stoa.v1', `bearer.${again.auth_token}`])).toBe(101)
})

test('who is banned may come back when that is over', async () => {
  const clock = manualClock()
  const server = await startServer({ adminToken, clock, spans: { pingMs: undefined } })
  const who = await login(server)
  const devices = [await enterHub(server, who), await enterHub(server, who)]
  const bearer = ['stoa.v1', `bearer.${who.auth_token}`]
  await admin(server.url, 'ban', { user: who.user_id, minutes: 1 })
  for (const { client } of devices) expect(await client.closed).toEqual({ code: 4000, reason: 'revoked' })
  expect(await upgradeStatus(hubUrl(server), bearer)).toBe(403)
  clock.advance(60_000)
  expect(await upgradeStatus(hubUrl(server), bearer)).toBe(101)
})

test('who is banned, or was revoked, is let in to none of the APIs that know who they are', async () => {
  const clock = manualClock()
  const server = await startServer({ adminToken, clock, spans: { pingMs: undefined } })
  const [ada, bob] = [await login(server), await login(server)]
  const chatting = await Client.open(chatUrl(server, ada.auth_token))
  await admin(server.url, 'ban', { user: ada.user_id, minutes: 1 })
  expect((await chatting.closed).code).toBe(1008)
  const greeting = async (token: string): Promise<string | undefined> =>
    (await (await Client.open(chatUrl(server, token))).take(1))[0]
  expect(await greeting(ada.auth_token)).toContain('Invalid token')
  expect(await greeting(bob.auth_token)).toContain('Successfully connected!')
  await admin(server.url, 'revoke', { user: bob.user_id })
  expect(await greeting(bob.auth_token)).toContain('Invalid token')
  clock.advance(60_000)
  expect(await greeting(ada.auth_token)).toContain('Successfully connected!')
  const again = await getJson(
    `${server.url}/prod/login-as-guest?user_id=${bob.user_id}&guest_secret=${bob.guest_secret}`,
  )
  const back = await Client.open(chatUrl(server, again.auth_token))
  expect((await back.take(1))[0]).toContain('Successfully connected!')
  await admin(server.url, 'revoke', { token: again.auth_token })
  expect((await back.closed).code).toBe(1008)
  expect(await greeting(again.auth_token)).toContain('Invalid token')
})
