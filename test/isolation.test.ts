import { expect, test } from 'vitest'
import { apis } from './support/apis.ts'
import { Client } from './support/client.ts'
import { entityUpdated, putEvents, userPush, welcome } from './support/events.ts'
import { heard } from './support/heard.ts'
import { knownIds } from './support/known-ids.ts'
import { poolUser, relayUrl } from './support/pool.ts'
import { login, startServer } from './support/server.ts'
import { testToken } from './support/test-token.ts'

const [chat, relay, notify, webchat, lobby] = apis

/** What a client of the chat has heard by now. */
function heardInChat(client: Client): Promise<string[]> {
  client.send({ type: 'nothing of this name' })
  return client.until((frame) => frame === '{"error":"Invalid message"}')
}

test('what is said to everybody of one API reaches nobody of another', async () => {
  const server = await startServer()
  const inChat = await chat.open(server)
  const players = [await relay.open(server), await relay.open(server)] as const
  const device = await notify.open(server)
  const inWebchat = await webchat.open(server)
  const inLobby = await lobby.open(server)
  await Promise.all([inChat.next(), inWebchat.next(), inLobby.next()])
  device.send({ action: 'subscribe', entityId: 'c' })
  expect(await heard(device)).toEqual([])

  inChat.send({ type: 'set-name', payload: { username: 'Ada' } })
  inChat.send({ type: 'join', payload: { channel: 'c' } })
  inChat.send({ type: 'message', payload: { channel: 'c', message: 'in chat' } })
  expect(await inChat.take(4)).toHaveLength(4)
  players[0].send({ action: 'message', message: 'in relay' })
  expect(await players[1].next()).toBe('in relay')
  inWebchat.send({ action: 'broadcast', message: 'in webchat' })
  expect(await inWebchat.next()).toBe('in webchat')
  inLobby.send({ action: 'send', text: 'in lobby' })
  expect(await inLobby.next()).toContain('in lobby')
  await putEvents(server, entityUpdated({ entityId: 'c' }), userPush({ userId: 'myuserid' }))
  expect(await device.take(2)).toHaveLength(2)

  expect(await heardInChat(inChat)).toEqual([])
  for (const client of [...players, device, inWebchat, inLobby]) expect(await heard(client)).toEqual([])
})

test('the routes of one API are not those of another', async () => {
  const server = await startServer()
  const player = await relay.open(server)
  const inLobby = await lobby.open(server)
  await inLobby.next()
  for (const frame of [
    { action: 'broadcast', message: 'x' },
    { action: 'list' },
    { action: 'send', text: 'x' },
    { type: 'join', payload: { channel: 'c' } },
  ]) {
    player.send(frame)
    expect(JSON.parse(await player.next())).toHaveProperty('message', 'Forbidden')
  }
  inLobby.send({ action: 'message', message: 'x' })
  expect(JSON.parse(await inLobby.next())).toHaveProperty('message', 'Forbidden')
})

test('the list of the web chat has its own connections only, and its chats reach no other', async () => {
  const ids = knownIds()
  const server = await startServer({ ids })
  const others: { readonly id: string; readonly client: Client }[] = []
  for (const api of [chat, relay, notify, lobby]) {
    const client = await api.open(server)
    others.push({ id: ids.last(), client })
    await client.take(api.greetings)
  }
  const ada = await webchat.open(server)
  const id = ids.last()
  await ada.next()
  ada.send({ action: 'list' })
  expect(await ada.next()).toBe(`connections: ${id}`)
  for (const other of others) {
    ada.send({ action: 'chat', connection: other.id, message: 'no' })
    await putEvents(server, welcome('chatBus-poc', { connection_id: other.id, message: 'no' }))
  }
  expect(await heard(ada)).toEqual([])
  const [inChat, ...rest] = others.map(({ client }) => client)
  expect(inChat && (await heardInChat(inChat))).toEqual([])
  for (const client of rest) expect(await heard(client)).toEqual([])
})

test('a user, an entity and a channel of the same name in two APIs do not meet', async () => {
  const server = await startServer()
  const { user_id: name, auth_token } = await login(server)
  const inChat = await Client.open(`${server.wsUrl}/?auth_token=${auth_token}`)
  const token = await testToken(server, name)
  const device = await Client.open(`${server.wsUrl}/dev`, ['websocket', token])
  inChat.send({ type: 'set-name', payload: { username: name } })
  inChat.send({ type: 'join', payload: { channel: name } })
  await inChat.take(3)
  device.send({ action: 'subscribe', entityId: name })
  expect(await heard(device)).toEqual([])

  await putEvents(server, entityUpdated({ entityId: name }), userPush({ userId: name }))
  expect(await heardInChat(inChat)).toEqual([])
  expect(await heard(device)).toHaveLength(2)
  inChat.send({ type: 'message', payload: { channel: name, message: 'hi' } })
  expect(await inChat.take(2)).toHaveLength(2)
  expect(await heard(device)).toEqual([])
})

test('what one server hears another one does not', async () => {
  const [here, there] = [await startServer(), await startServer()]
  const user = await poolUser(there)
  const [ada, bob] = [await relay.open(here), await Client.open(relayUrl(there, user))]
  const carol = await Client.open(relayUrl(there, user))
  ada.send({ action: 'message', message: 'here' })
  expect(await heard(ada)).toEqual([])
  bob.send({ action: 'message', message: 'there' })
  expect(await carol.next()).toBe('there')
  expect(await heard(ada)).toEqual([])
})
