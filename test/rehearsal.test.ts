import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { describe, expect, test } from 'vitest'
import { apis } from './support/apis.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { entityUpdated, putEvents, userPush } from './support/events.ts'
import { quiet, server, shareRehearsal } from './support/rehearsal-shared.ts'
import { rehearse, synthesized } from './support/rehearsal-stacks.ts'

const [chat, relay, notify, webchat, lobby] = apis

shareRehearsal()

describe('every API', () => {
  test('can be posted to, asked and closed by the management API', async () => {
    const client = await Client.open(`${server().wsUrl}/poc`)
    const [, ConnectionId = ''] = / on (\S+)$/.exec(await client.takesAnything().next()) ?? []
    const management = new ApiGatewayManagementApiClient({
      endpoint: `${server().url}/poc`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'anybody', secretAccessKey: 'here' },
    })
    await management.send(new PostToConnectionCommand({ ConnectionId, Data: 'hello' }))
    expect(await client.next()).toBe('hello')
    const info = await management.send(new GetConnectionCommand({ ConnectionId }))
    expect(info.Identity?.SourceIp).toBe('127.0.0.1')
    await management.send(new DeleteConnectionCommand({ ConnectionId }))
    await client.closed
    await expect(management.send(new GetConnectionCommand({ ConnectionId }))).rejects.toMatchObject({
      name: 'GoneException',
    })
  })

  test('closes frames that are too large', async () => {
    const client = await Client.open(`${server().wsUrl}/poc`)
    client.send({ action: 'broadcast', message: 'x'.repeat(40_000) })
    expect((await client.closed).code).toBe(1009)
  })
})

describe('the status of an upgrade', () => {
  test.each([
    ['to the chat without a token, which it words itself', '/chat', [], 101],
    ['to the relay without a token', '/prod', [], 401],
    ['to the relay with garbage', '/prod?Authorization=garbage', [], 401],
    ['to notify without a subprotocol', '/dev', [], 401],
    ['to notify with garbage', '/dev', ['websocket', 'garbage'], 401],
    ['to the web chat', '/poc', [], 101],
    ['to the lobby', '/LATEST', [], 101],
    ['to nothing', '/nothing', [], 403],
  ])('%s', async (_label, path, protocols, status) => {
    expect(await upgradeStatus(`${server().wsUrl}${path}`, protocols)).toBe(status)
  })
})

test('what is said to everybody of one API reaches nobody of another', async () => {
  // Who was here before may still be told of as gone.
  await server().settled()
  const inChat = await chat.open(server())
  const [player, other] = [await relay.open(server()), await relay.open(server())]
  const device = await notify.open(server())
  const inWebchat = await webchat.open(server())
  const inLobby = await lobby.open(server())
  await Promise.all([inChat.next(), inWebchat.next(), inLobby.next()])
  device.send({ action: 'subscribe', entityId: 'c' })
  expect(await quiet(device)).toEqual([])
  for (const frame of [
    { type: 'set-name', payload: { username: 'Ada' } },
    { type: 'join', payload: { channel: 'c' } },
    { type: 'message', payload: { channel: 'c', message: 'in chat' } },
  ]) {
    inChat.send(frame)
    await inChat.next()
  }
  expect(await inChat.next()).toContain('in chat')
  player.send({ action: 'message', message: 'in relay' })
  expect(await other.next()).toBe('in relay')
  inWebchat.send({ action: 'broadcast', message: 'in webchat' })
  expect(await inWebchat.next()).toBe('in webchat')
  inLobby.send({ action: 'send', text: 'in lobby' })
  expect(await inLobby.next()).toContain('in lobby')
  await putEvents(server(), entityUpdated({ entityId: 'c' }), userPush({ userId: 'myuserid' }))
  expect(await device.take(2)).toHaveLength(2)
  inWebchat.send({ action: 'list' })
  expect((await inWebchat.next()).split(' ')).toHaveLength(2)
  for (const client of [player, other, device, inWebchat, inLobby]) expect(await quiet(client)).toEqual([])
  inChat.send({ type: 'nothing of this name' })
  expect(await inChat.next()).toBe('{"error":"Invalid message"}')
})

test('a message to 20 members costs two reads at most, and no write', async () => {
  const own = await rehearse(await synthesized(), { pageSize: 'as asked' })
  const clients = await Promise.all(Array.from({ length: 20 }, () => Client.open(`${own.wsUrl}/LATEST`)))
  await own.settled()
  for (const client of clients) client.rest()
  own.aws.resetCounts()
  clients[0]?.send({ action: 'send', text: 'count me' })
  for (const client of clients) await client.until((text) => text.includes('count me'))
  await own.settled()
  const commands = Object.entries(own.counts()).filter(([name]) => name.startsWith('dynamodb:'))
  expect(commands.filter(([name]) => !/:(Query|GetItem) /.test(name))).toEqual([])
  expect(commands.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(2)
})
