import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { entityUpdated, putEvents, userPush } from './support/events.ts'
import { forbidden, heard } from './support/heard.ts'
import { getJson } from './support/json.ts'
import { startServer, type TestServer } from './support/server.ts'
import { testToken } from './support/test-token.ts'

const jwtSecret = 'a secret of the tests'
const inAnHour = Math.floor(Date.now() / 1_000) + 3_600
const ada = { exp: inAnHour, data: { userId: 'ada' } }

interface Signing {
  readonly secret?: string
  readonly alg?: string
}

/** A token that somebody else than the server has made. */
function signed(claims: object, { secret = jwtSecret, alg = 'HS256' }: Signing = {}): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))
}

function unsigned(claims: object): string {
  const [header, body] = [{ alg: 'none' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  return `${header}.${body}.`
}

/** A device of a user, past its sign-in. */
async function device(server: TestServer, userId = 'myuserid'): Promise<Client> {
  const client = await Client.open(`${server.wsUrl}/dev`, ['websocket', await testToken(server, userId)])
  expect(await heard(client)).toEqual([])
  return client
}

/** A device that has subscribed, and was told nothing of it. */
async function subscriber(server: TestServer, entityId: string, userId = 'myuserid'): Promise<Client> {
  const client = await device(server, userId)
  client.send({ action: 'subscribe', entityId })
  expect(await heard(client)).toEqual([])
  return client
}

const update = (entityId: string, message?: unknown) =>
  JSON.stringify({ type: 'Entity Updated', entityId, message })

test('a token comes as a subprotocol or in the query, and only "websocket" is ever answered', async () => {
  const server = await startServer()
  const token = await testToken(server)
  const url = `${server.wsUrl}/dev`
  const protocol = async (query: string, offered: string[]) =>
    (await Client.open(`${url}${query}`, offered)).ws.protocol
  expect(await protocol('', ['websocket', token])).toBe('websocket')
  expect(await protocol('', ['WebSocket', token])).toBe('WebSocket')
  expect(await protocol(`?access_token=${token}`, ['websocket'])).toBe('websocket')
  expect(await protocol(`?access_token=${token}`, ['websocket', token])).toBe('websocket')
  expect(await protocol(`?access_token=${token}`, [])).toBe('')
})

test('who offers no token, or something else than "websocket" first, is refused', async () => {
  const server = await startServer()
  const token = await testToken(server)
  const status = (query: string, offered: string[]) => upgradeStatus(`${server.wsUrl}/dev${query}`, offered)
  expect(await status('', [])).toBe(401)
  expect(await status('', ['websocket'])).toBe(401)
  expect(await status('?access_token=', ['websocket'])).toBe(401)
  expect(await status('', ['chat', token])).toBe(401)
  expect(await status('', [token])).toBe(401)
  expect(await status('', [token, 'websocket'])).toBe(401)
  expect(await status(`?access_token=${token}`, ['chat'])).toBe(401)
  expect(await status(`?auth_token=${token}`, ['websocket'])).toBe(401)
})

test('a token is let in if it is signed with the secret and says who its user is', async () => {
  const { wsUrl } = await startServer({ jwtSecret })
  const status = async (token: string | Promise<string>) =>
    upgradeStatus(`${wsUrl}/dev`, ['websocket', await token])
  expect(await status(signed(ada))).toBe(101)
  expect(await status(signed(ada, { alg: 'HS384' }))).toBe(101)
  expect(await status(signed(ada, { alg: 'HS512' }))).toBe(101)
  expect(await status(signed({ data: ada.data }))).toBe(101)
  expect(await status(signed({ ...ada, exp: 1 }))).toBe(401)
  expect(await status(signed(ada, { secret: 'another secret of somebody' }))).toBe(401)
  expect(await status(signed({ exp: inAnHour }))).toBe(401)
  expect(await status(signed({ exp: inAnHour, data: {} }))).toBe(401)
  expect(await status(signed({ exp: inAnHour, data: { userId: 5 } }))).toBe(401)
  expect(await status(unsigned(ada))).toBe(401)
  expect(await status('garbage')).toBe(401)
})

test('of two tokens the subprotocol counts', async () => {
  const server = await startServer()
  const [one, other] = [await testToken(server, 'one'), await testToken(server, 'other')]
  const url = `${server.wsUrl}/dev?access_token=`
  const client = await Client.open(`${url}${other}`, ['websocket', one])
  expect(await heard(client)).toEqual([])
  await putEvents(
    server,
    userPush({ userId: 'other', message: 'no' }),
    userPush({ userId: 'one', message: 'yes' }),
  )
  expect(await heard(client)).toEqual(['{"type":"User Push Notification","message":"yes"}'])
  expect(await upgradeStatus(`${url}${one}`, ['websocket', 'garbage'])).toBe(401)
  expect(await upgradeStatus(`${url}garbage`, ['websocket', one])).toBe(101)
})

test('an event of an entity comes to its subscribers, and to nobody else', async () => {
  const server = await startServer()
  const [first, second] = [
    await subscriber(server, 'myEntityId'),
    await subscriber(server, 'myEntityId', 'bob'),
  ]
  const [elsewhere, nowhere] = [await subscriber(server, 'other'), await device(server)]
  const answer = await putEvents(
    server,
    entityUpdated({ entityId: 'myEntityId', message: 'The example worked!' }),
  )
  expect(answer).toEqual({
    FailedEntryCount: 0,
    Entries: [{ EventId: expect.stringMatching(/^[\da-f-]{36}$/) }],
  })
  const frame = '{"type":"Entity Updated","entityId":"myEntityId","message":"The example worked!"}'
  for (const client of [first, second]) expect(await heard(client)).toEqual([frame])
  for (const client of [elsewhere, nowhere]) expect(await heard(client)).toEqual([])
})

test('a message comes as it is in the event, and not at all if the event has none', async () => {
  const server = await startServer()
  const client = await subscriber(server, 'e')
  const messages = ['', 0, false, null, { a: [1] }]
  await putEvents(server, ...messages.map((message) => entityUpdated({ entityId: 'e', message })))
  expect(await heard(client)).toEqual(messages.map((message) => update('e', message)))
  await putEvents(server, entityUpdated({ entityId: 'e', more: 'is left out' }))
  expect(await client.next()).toBe('{"type":"Entity Updated","entityId":"e"}')
})

test('who unsubscribes hears no more, and subscribing twice is subscribing once', async () => {
  const server = await startServer()
  const client = await subscriber(server, 'e')
  client.send({ action: 'subscribe', entityId: 'e' })
  expect(await heard(client)).toEqual([])
  await putEvents(server, entityUpdated({ entityId: 'e' }))
  expect(await heard(client)).toEqual([update('e')])
  client.send({ action: 'unsubscribe', entityId: 'e' })
  client.send({ action: 'unsubscribe', entityId: 'never subscribed' })
  expect(await heard(client)).toEqual([])
  await putEvents(server, entityUpdated({ entityId: 'e' }))
  expect(await heard(client)).toEqual([])
})

test('what is meant for a user comes to all devices of the user, and to nobody else', async () => {
  const server = await startServer()
  const [phone, tablet] = [await device(server), await device(server)]
  const [bob, impostor] = [await device(server, 'bob'), await subscriber(server, 'myuserid', 'eve')]
  const callback = 'https://example.com/callback'
  const message = 'The user notification worked! Hello World!'
  await putEvents(
    server,
    userPush({ userId: 'myuserid', message, callback }),
    userPush({ userId: 'myuserid' }),
  )
  for (const client of [phone, tablet]) {
    expect(await heard(client)).toEqual([
      `{"type":"User Push Notification","message":"${message}","callback":"${callback}"}`,
      '{"type":"User Push Notification"}',
    ])
  }
  for (const client of [bob, impostor]) expect(await heard(client)).toEqual([])
})

test('an event after the last subscriber has gone finds nobody, and does not die', async () => {
  const server = await startServer()
  const [gone, cut] = [await subscriber(server, 'e'), await subscriber(server, 'e')]
  await gone.close()
  cut.ws.terminate()
  const user = userPush({ userId: 'myuserid', message: 'anybody?' })
  const answer = await putEvents(server, entityUpdated({ entityId: 'e' }), user)
  expect(answer).toMatchObject({ FailedEntryCount: 0 })
  const late = await device(server)
  expect(await heard(late)).toEqual([])
  expect(await getJson(`${server.url}/dead-letters`)).toEqual({ deadLetters: [] })
})

test('what has no route is Forbidden, what names no entity is no valid body, and the sender stays', async () => {
  const server = await startServer()
  const client = await subscriber(server, 'e')
  for (const frame of ['{"action":"zzz"}', 'not json', '[]', '']) {
    client.send(frame)
    expect(await client.next()).toMatch(forbidden)
  }
  for (const body of [
    {},
    { entityId: '' },
    { entityId: 5 },
    { entityId: null },
    { entityId: 'x'.repeat(257) },
  ]) {
    client.send({ action: 'subscribe', ...body })
    client.send({ action: 'unsubscribe', ...body })
    for (const frame of await client.take(2)) {
      expect(frame).toMatch(
        /^\{"message": "Invalid request body", "connectionId":"[\w-]{15}=", "requestId":"[\w-]{15}="\}$/,
      )
    }
  }
  await putEvents(server, entityUpdated({ entityId: 'undefined' }), entityUpdated({ entityId: 'e' }))
  expect(await heard(client)).toEqual([update('e')])
})

test('of a thousand and one subscriptions the last is refused, and one fewer makes room for another', async () => {
  const server = await startServer()
  const client = await device(server)
  for (let count = 0; count <= 1_000; count += 1) client.send({ action: 'subscribe', entityId: `${count}` })
  const refusals = (await heard(client)).map((frame) => JSON.parse(frame).message)
  expect(refusals.length).toBeGreaterThan(0)
  expect(new Set(refusals)).toEqual(new Set(['Too many subscriptions; unsubscribe from one first']))
  const last = entityUpdated({ entityId: '1000' })
  await putEvents(server, last)
  expect(await heard(client)).toEqual([])
  client.send({ action: 'unsubscribe', entityId: '0' })
  client.send({ action: 'subscribe', entityId: '1000' })
  expect(await heard(client)).toEqual([])
  await putEvents(server, last)
  expect(await heard(client)).toEqual([update('1000')])
})
