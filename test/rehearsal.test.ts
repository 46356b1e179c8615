import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { entityUpdated, putEvents, userPush, welcome } from './support/events.ts'
import { forbidden } from './support/heard.ts'
import { getJson } from './support/json.ts'
import { poolUser, relayUrl } from './support/pool.ts'
import { type RehearsedServer, rehearse, synthesized } from './support/rehearsal-stacks.ts'
import { login } from './support/server.ts'
import { testToken } from './support/test-token.ts'

let server: RehearsedServer
let names = 0

beforeAll(async () => {
  server = await rehearse(await synthesized())
}, 180_000)

/** A name that no other test uses: they share the server. */
const unique = (name: string): string => `${name}-${++names}`

/** What a client has been sent, when nothing is at work any more. What it said last is answered by the gateway itself. */
async function quiet(client: Client): Promise<string[]> {
  const fence = async (): Promise<string[]> => {
    client.send({ action: 'nothing of this name' })
    return client.until((frame) => forbidden.test(frame))
  }
  const before = await fence()
  await server.settled()
  return [...before, ...(await fence())]
}

describe('logins', () => {
  const get = (path: string) => fetch(`${server.url}${path}`)
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
      `${server.url}/prod//login-as-guest?&user_id=${user_id}&guest_secret=${guest_secret}`,
    )
    expect(again).toMatchObject({ user_id, guest_secret })
  })

  test('who has not the secret is told so', async () => {
    const { user_id } = await login(server)
    const refused = { status: 401, text: 'Error: Could not validate user' }
    expect(await textOf(`/prod/login-as-guest?user_id=${user_id}&guest_secret=wrong`)).toEqual(refused)
    expect(await textOf('/prod/login-as-guest?user_id=nobody&guest_secret=wrong')).toEqual(refused)
    expect(await textOf(`/prod/login-as-guest?user_id=${user_id}`)).toEqual({
      status: 400,
      text: 'Error: No guest_secret in query string',
    })
  })

  test('a refresh token is good for a new access token, and other tokens are not', async () => {
    const { refresh_token, auth_token } = await login(server)
    const fresh = await getJson(`${server.url}/prod/refresh-access-token?refresh_token=${refresh_token}`)
    expect(decodeJwt(fresh.refresh_token).exp).toBe(decodeJwt(refresh_token).exp)
    expect(fresh).not.toHaveProperty('guest_secret')
    const refused = { status: 401, text: 'Error: Failed to validate refresh token' }
    expect(await textOf(`/prod/refresh-access-token?refresh_token=${auth_token}`)).toEqual(refused)
    expect((await get('/prod/refresh-access-token')).status).toBe(400)
  })

  test('the issuer shows its keys, and a token names one of them', async () => {
    const { keys } = await getJson(`${server.url}/.well-known/jwks.json`)
    const { auth_token } = await login(server)
    expect(keys.map(({ kid }: { kid: string }) => kid)).toContain(decodeProtectedHeader(auth_token).kid)
    const configuration = await getJson(`${server.url}/.well-known/openid-configuration`)
    expect(configuration.issuer).toBe(decodeJwt(auth_token).iss)
  })

  test('the keys rotate, and the one before still holds', async () => {
    const { keys: before } = await getJson(`${server.url}/.well-known/jwks.json`)
    expect((await server.invoke('GenerateKeys')).kind).toBe('returned')
    const { keys } = await getJson(`${server.url}/.well-known/jwks.json`)
    expect(keys).toHaveLength(2)
    expect(keys[1]).toEqual(before[0])
  })

  test('a path that is not there is unknown', async () => {
    expect((await get('/prod/login-with-magic')).status).toBe(403)
  })
})

describe('chat', () => {
  const setName = (username: unknown) => ({ type: 'set-name', payload: { username } })
  const join = (channel: unknown) => ({ type: 'join', payload: { channel } })
  const leave = (channel: unknown) => ({ type: 'leave', payload: { channel } })
  const message = (channel: string, text: string) => ({
    type: 'message',
    payload: { channel, message: text },
  })
  const said = (username: string, text: string, channel: string) =>
    `{"type":"chat_message_received","payload":{"username":"${username}","message":"${text}","channel":"${channel}"}}`

  async function enter(token: string): Promise<Client> {
    const client = await Client.open(`${server.wsUrl}/?auth_token=${token}`)
    expect(await client.next()).toBe('{"message":"Successfully connected!"}')
    return client
  }
  const guest = async (): Promise<Client> => enter((await login(server)).auth_token)

  async function ask(client: Client, ...frames: readonly object[]): Promise<string[]> {
    const answers: string[] = []
    for (const frame of frames) {
      client.send(frame)
      answers.push(await client.next())
    }
    return answers
  }

  test('who has no good token is told so, and closed', async () => {
    const { refresh_token } = await login(server)
    for (const [query, error] of [
      ['', 'No authentication token provided'],
      ['?auth_token=garbage', 'Invalid token'],
      [`?auth_token=${refresh_token}`, 'Invalid token'],
    ]) {
      const client = await Client.open(`${server.wsUrl}/chat${query}`)
      expect(await client.next()).toBe(`{"error":"${error}"}`)
      await client.closed
    }
  })

  test('a subprotocol that is offered is answered', async () => {
    const { auth_token } = await login(server)
    const client = await Client.open(`${server.wsUrl}/any/path?auth_token=${auth_token}`, ['wss'])
    expect(client.ws.protocol).toBe('wss')
  })

  test('a message reaches everybody in the channel, its sender after the ack', async () => {
    const [ada, bob, channel] = [await guest(), await guest(), unique('c')]
    expect(await ask(ada, setName('Ada'), join(channel), join(channel))).toEqual([
      '{"message":"Username set to Ada"}',
      `{"message":"You have joined ${channel}"}`,
      `{"message":"You have already joined ${channel}"}`,
    ])
    await ask(bob, setName('Bob'), join(channel))
    ada.send(message(channel, 'hi'))
    expect(await ada.take(2)).toEqual([
      `{"message":"Message sent to ${channel}: hi"}`,
      said('Ada', 'hi', channel),
    ])
    expect(await bob.next()).toBe(said('Ada', 'hi', channel))
    expect(await ask(bob, leave(channel))).toEqual([`{"message":"You have left ${channel}"}`])
    ada.send(message(channel, 'still there?'))
    await ada.take(2)
    await server.settled()
    expect(await ask(bob, { type: 'no such' })).toEqual(['{"error":"Invalid message"}'])
  })

  test('a name is kept for the user, and talking takes one and a place in the channel', async () => {
    const { auth_token } = await login(server)
    const [first, channel] = [await enter(auth_token), unique('c')]
    expect(await ask(first, message(channel, 'hi'), setName('Eve'), message(channel, 'hi'))).toEqual([
      '{"error":"You must set a username first"}',
      '{"message":"Username set to Eve"}',
      '{"error":"You must join the channel first"}',
    ])
    const second = await enter(auth_token)
    await ask(second, join(channel))
    second.send(message(channel, 'me'))
    expect(await second.take(2)).toContain(said('Eve', 'me', channel))
  })

  test('what cannot be understood is answered, and costs nobody else anything', async () => {
    const ada = await guest()
    expect(await ask(ada, { type: 'x' }, [])).toEqual(Array(2).fill('{"error":"Invalid message"}'))
    ada.send('not json')
    expect(await ada.next()).toMatch(/^\{"error":"Error handling message: /)
    const [joined, named] = await ask(ada, join(undefined), setName(undefined))
    expect(joined).toMatch(/^\{"error":/)
    expect(named).toMatch(/^\{"error":/)
    expect(await ask(ada, setName('Ada'))).toEqual(['{"message":"Username set to Ada"}'])
  })
})

describe('relay', () => {
  test('what a player does comes to all others as it was sent, and not back', async () => {
    const url = relayUrl(server, await poolUser(server, `${unique('ada')}@example.com`))
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
    const { idToken, clientId, userPoolId } = await poolUser(server, `${unique('eve')}@example.com`)
    const url = `${server.wsUrl}/prod`
    const query = `clientId=${clientId}&userPoolId=${userPoolId}`
    expect(await upgradeStatus(url)).toBe(401)
    expect(await upgradeStatus(`${url}?Authorization=garbage&${query}`)).toBe(401)
    expect(await upgradeStatus(`${url}?Authorization=${idToken}&${query}`)).toBe(401)
  })

  test('a page is told where everything is', async () => {
    const { Cognito, API_Gateway } = await getJson(`${server.url}/aws-config.json`)
    expect(Cognito.AppClientId).toBe(server.aws.model.output('AppClientId'))
    expect(API_Gateway.WebSocket_API_URL).toBe(`${server.wsUrl}/prod`)
  })
})

describe('notify', () => {
  const device = async (userId = 'myuserid'): Promise<Client> =>
    Client.open(`${server.wsUrl}/dev`, ['websocket', await testToken(server, userId)])

  async function subscriber(entityId: string): Promise<Client> {
    const client = await device()
    client.send({ action: 'subscribe', entityId })
    expect(await quiet(client)).toEqual([])
    return client
  }

  test('an event of an entity comes to its subscribers, and to nobody else', async () => {
    const entityId = unique('entity')
    const [first, second, other] = [
      await subscriber(entityId),
      await subscriber(entityId),
      await subscriber(unique('entity')),
    ]
    const answer = await putEvents(server, entityUpdated({ entityId, message: 'The example worked!' }))
    expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] })
    const frame = JSON.stringify({ type: 'Entity Updated', entityId, message: 'The example worked!' })
    for (const client of [first, second]) expect(await client.next()).toBe(frame)
    second.send({ action: 'unsubscribe', entityId })
    expect(await quiet(second)).toEqual([])
    await putEvents(server, entityUpdated({ entityId }))
    expect(await first.next()).toBe(JSON.stringify({ type: 'Entity Updated', entityId }))
    for (const client of [first, second, other]) expect(await quiet(client)).toEqual([])
  })

  test('a push comes to all devices of a user', async () => {
    const userId = unique('user')
    const [phone, tablet, stranger] = [await device(userId), await device(userId), await device('stranger')]
    await putEvents(server, userPush({ userId, message: 'Hello World!', callback: 'https://example.com' }))
    const frame =
      '{"type":"User Push Notification","message":"Hello World!","callback":"https://example.com"}'
    expect(await phone.next()).toBe(frame)
    expect(await tablet.next()).toBe(frame)
    expect(await quiet(stranger)).toEqual([])
  })

  test('only a good token lets in', async () => {
    const token = await testToken(server)
    const url = `${server.wsUrl}/dev`
    expect(await upgradeStatus(url)).toBe(401)
    expect(await upgradeStatus(url, ['websocket'])).toBe(401)
    expect(await upgradeStatus(url, ['chat', token])).toBe(401)
    expect(await upgradeStatus(url, ['websocket', `${token}x`])).toBe(401)
    expect((await Client.open(`${url}?access_token=${token}`, ['websocket'])).ws.protocol).toBe('websocket')
  })

  test('an event that cannot be handled becomes a dead letter, with an alarm, and nobody hears of it twice', async () => {
    const client = await subscriber(unique('entity'))
    await putEvents(server, { DetailType: 'Entity Updated', detail: { entityId: 5 } })
    await server.settled()
    await server.aws.lookAtAlarms()
    expect(server.aws.notifications().map(({ notification }) => notification)).toContainEqual(
      expect.objectContaining({ Type: 'Notification', Subject: expect.stringContaining('ALARM') }),
    )
    expect(await quiet(client)).toEqual([])
  }, 60_000)
})

describe('webchat', () => {
  async function visit(): Promise<{ readonly client: Client; readonly id: string }> {
    const client = await Client.open(`${server.wsUrl}/poc`)
    const [, id = ''] = /^Welcome! - connected on ([\w-]{15}=)$/.exec(await client.next()) ?? []
    expect(id).not.toBe('')
    return { client, id }
  }

  test('a broadcast comes to everybody, a chat to one, and an event to whom it names', async () => {
    const [ada, bob] = [await visit(), await visit()]
    ada.client.send({ action: 'broadcast', message: 'Anybody home?' })
    expect(await ada.client.next()).toBe('Anybody home?')
    expect(await bob.client.next()).toBe('Anybody home?')
    ada.client.send({ action: 'chat', connection: bob.id, message: 'Yo!' })
    expect(await bob.client.next()).toBe('Yo!')
    await putEvents(server, welcome('chatBus-poc', { connection_id: ada.id, message: 'pushed' }))
    expect(await ada.client.next()).toBe('pushed')
    ada.client.send({ action: 'chat', connection: 'AAAAAAAAAAAAAAA=', message: 'nobody' })
    expect(await quiet(ada.client)).toEqual([])
    expect(await quiet(bob.client)).toEqual([])
  })

  test('a list has everybody who is there, over all pages of the table', async () => {
    const visitors = await Promise.all(Array.from({ length: 20 }, visit))
    const [first] = visitors
    first?.client.send({ action: 'list' })
    const ids = (await first?.client.next())?.replace('connections: ', '').split(' ')
    expect(ids).toEqual(expect.arrayContaining(visitors.map(({ id }) => id)))
    visitors[1]?.client.ws.terminate()
    await server.runSchedules()
    await server.settled()
    first?.client.send({ action: 'list' })
    expect(await first?.client.next()).not.toContain(visitors[1]?.id)
    for (const { client } of visitors) client.ws.terminate()
  })
})

describe('lobby', () => {
  const frame = (from: string, text: string) => JSON.stringify({ action: 'message', from, text })

  async function visit(): Promise<{ readonly client: Client; readonly name: string }> {
    const client = await Client.open(`${server.wsUrl}/LATEST`)
    const [, name = ''] = /"(Anonymous-[A-Z0-9]{6}) joined"\}$/.exec(await client.next()) ?? []
    expect(name).not.toBe('')
    return { client, name }
  }

  test('everybody hears who joins, who says what, and who leaves', async () => {
    const [ada, bob] = [await visit(), await visit()]
    expect(await ada.client.next()).toBe(frame('#host', `${bob.name} joined`))
    bob.client.send({ action: 'send', text: 'hi', more: 'is allowed' })
    expect(await ada.client.next()).toBe(frame(bob.name, 'hi'))
    expect(await bob.client.next()).toBe(frame(bob.name, 'hi'))
    bob.client.send({ action: 'send', text: 5 })
    expect(await bob.client.nextJson()).toMatchObject({ message: 'Invalid request body' })
    bob.client.ws.terminate()
    expect(await ada.client.next()).toBe(frame('#host', `${bob.name} left`))
    expect(await quiet(ada.client)).toEqual([])
    await ada.client.close()
  })

  test('its page is served, and told where it is', async () => {
    const page = await fetch(`${server.url}/`)
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/)
    expect(await page.text()).toMatch(/<html/i)
    const { server: address } = await getJson(`${server.url}/config.json`)
    expect(new URL(address).pathname).toBe('/LATEST')
  })
})

describe('every API', () => {
  test('can be posted to, asked and closed by the management API', async () => {
    const client = await Client.open(`${server.wsUrl}/poc`)
    const [, ConnectionId = ''] = / on (\S+)$/.exec(await client.takesAnything().next()) ?? []
    const management = new ApiGatewayManagementApiClient({
      endpoint: `${server.url}/poc`,
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
    const client = await Client.open(`${server.wsUrl}/poc`)
    client.send({ action: 'broadcast', message: 'x'.repeat(40_000) })
    expect((await client.closed).code).toBe(1009)
  })
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

test('no function was refused anything, and none asked for a whole table', () => {
  expect(server.denied()).toEqual([])
  expect(Object.keys(server.counts()).filter((name) => name.includes(':Scan'))).toEqual([])
})
