import { expect, test } from 'vitest'
import { upgradeStatus } from './support/client.ts'
import { enterHub, hubUrl } from './support/hub-client.ts'
import { startServer } from './support/server.ts'

const token = 'a token of sixteen characters'.replaceAll(' ', '-')

interface Answer {
  readonly apis?: readonly { readonly name: string }[]
  readonly connections?: readonly { readonly connectionId: string }[]
  readonly sanctions?: readonly object[]
}

type Server = Awaited<ReturnType<typeof startServer>>

async function admin({ url }: Server, method: string, path: string, sent?: object) {
  const response = await fetch(`${url}/admin/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(sent && { body: JSON.stringify(sent) }),
  })
  const body: Answer = Object(await response.json())
  return { status: response.status, body }
}

test('who is banned is out at once, and comes in no more until it is lifted', async () => {
  const server = await startServer({ adminToken: token })
  const ada = await enterHub(server)
  await ada.data('join', { channel: 'room:42' })
  const ban = await admin(server, 'POST', 'ban', { user: ada.userId, minutes: 5, reason: 'rude' })
  expect(ban).toMatchObject({ status: 200 })
  expect(await ada.event('goodbye')).toMatchObject({ reason: 'revoked', reconnect: false })
  expect((await ada.client.closed).code).toBe(4000)
  expect(await upgradeStatus(hubUrl(server), ['stoa.v1', `bearer.${ada.login.auth_token}`])).toBe(403)
  const { body } = await admin(server, 'GET', 'sanctions')
  expect(body.sanctions).toMatchObject([{ kind: 'ban', subject: { user: ada.userId }, reason: 'rude' }])
  await admin(server, 'DELETE', 'sanctions', { kind: 'ban', subject: { user: ada.userId } })
  await (await enterHub(server, ada.login)).data('ping')
})

test('who is muted hears and does not speak', async () => {
  const server = await startServer({ adminToken: token })
  const [ada, bob] = [await enterHub(server), await enterHub(server)]
  for (const who of [ada, bob]) await who.data('join', { channel: 'room:42' })
  await admin(server, 'POST', 'mute', { user: ada.userId, minutes: 1 })
  expect(await ada.refusal('publish', { channel: 'room:42', data: 1 })).toBe('muted')
  expect(await ada.refusal('direct', { to: bob.userId, data: 1 })).toBe('muted')
  await bob.data('publish', { channel: 'room:42', data: 2 })
  expect(await ada.event('message')).toMatchObject({ data: 2 })
})

test.each(['user', 'token'] as const)('what was given to a %s can be revoked', async (what) => {
  const server = await startServer({ adminToken: token })
  const ada = await enterHub(server)
  await ada.data('ping')
  const subject = what === 'user' ? { user: ada.userId } : { token: ada.login.auth_token }
  expect(await admin(server, 'POST', 'revoke', subject)).toMatchObject({ body: { closed: 1 } })
  expect((await ada.client.closed).code).toBe(4000)
  expect(await upgradeStatus(hubUrl(server), ['stoa.v1', `bearer.${ada.login.auth_token}`])).toBe(403)
  await (await enterHub(server)).data('ping')
})

test('the server itself can say something, see who is there, and send them away', async () => {
  const server = await startServer({ adminToken: token })
  const ada = await enterHub(server)
  await ada.data('join', { channel: 'room:42' })
  const said = await admin(server, 'POST', 'publish', { channel: 'room:42', data: { text: 'hello all' } })
  expect(said).toMatchObject({ status: 200, body: { offset: 1 } })
  expect(await ada.event('message')).toMatchObject({ data: { text: 'hello all' }, offset: 1 })
  const state = await admin(server, 'GET', 'state')
  const hub = state.body.apis?.find(({ name }) => name === 'hub')
  expect(hub).toMatchObject({ path: '/hub', connections: 1 })
  const { body } = await admin(server, 'GET', 'connections?api=hub')
  expect(body.connections).toMatchObject([{ userId: ada.userId, topics: 2 }])
  const connectionId = body.connections?.[0]?.connectionId
  expect(await admin(server, 'POST', 'kick', { connectionId })).toMatchObject({ body: { closed: 1 } })
  expect((await ada.client.closed).code).toBe(4000)
})

test('who does not have the token is told nothing', async () => {
  const { url } = await startServer({ adminToken: token })
  for (const path of ['state', 'connections', 'sanctions', 'nothing']) {
    expect((await fetch(`${url}/admin/${path}`)).status).toBe(401)
  }
  expect((await fetch(`${url}/admin/drain`, { method: 'POST' })).status).toBe(401)
})
