import { once } from 'node:events'
import { expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { login, startServer, type TestServer } from './support/server.ts'

const setName = (username: unknown) => ({ type: 'set-name', payload: { username } })
const join = (channel: unknown) => ({ type: 'join', payload: { channel } })
const leave = (channel: unknown) => ({ type: 'leave', payload: { channel } })
const message = (channel: unknown, text: unknown) => ({
  type: 'message',
  payload: { channel, message: text },
})
const said = (username: string, text: string, channel: string) =>
  `{"type":"chat_message_received","payload":{"username":"${username}","message":"${text}","channel":"${channel}"}}`

/** A connected user, past the greeting; with a name, set it; with channels, joined. */
async function connect(server: TestServer, name?: string, ...channels: string[]): Promise<Client> {
  const { auth_token } = await login(server)
  const client = await Client.open(`${server.wsUrl}/?auth_token=${auth_token}`)
  expect(await client.next()).toBe('{"message":"Successfully connected!"}')
  if (name !== undefined) client.send(setName(name))
  for (const channel of channels) client.send(join(channel))
  await client.take((name === undefined ? 0 : 1) + channels.length)
  return client
}

test('frames that a client sends the moment it opens are all answered, in order', async () => {
  const server = await startServer()
  const { auth_token } = await login(server)
  const client = new Client(`${server.wsUrl}/?auth_token=${auth_token}`, ['wss'], (c) => {
    c.send(setName('John Doe'))
    c.send(join('global'))
    c.send(message('global', 'Hello, World!'))
    c.send(leave('global'))
  })
  expect(await client.take(6)).toEqual([
    '{"message":"Successfully connected!"}',
    '{"message":"Username set to John Doe"}',
    '{"message":"You have joined global"}',
    '{"message":"Message sent to global: Hello, World!"}',
    said('John Doe', 'Hello, World!', 'global'),
    '{"message":"You have left global"}',
  ])
  expect(client.ws.protocol).toBe('wss')
})

test('a message reaches everybody in the channel, its sender after the ack', async () => {
  const server = await startServer()
  const ada = await connect(server, 'Ada', 'c')
  const bob = await connect(server, 'Bob', 'c', 'other')
  const eve = await connect(server, 'Eve', 'other')
  ada.send(message('c', 'hi'))
  expect(await ada.take(2)).toEqual(['{"message":"Message sent to c: hi"}', said('Ada', 'hi', 'c')])
  bob.send(message('other', 'end'))
  expect(await bob.take(3)).toContain(said('Ada', 'hi', 'c'))
  expect(await eve.next()).toBe(said('Bob', 'end', 'other'))
})

test('a channel is joined once and left once', async () => {
  const ada = await connect(await startServer())
  for (const frame of [leave('c'), join('c'), join('c'), leave('c'), leave('c')]) ada.send(frame)
  expect(await ada.take(5)).toEqual([
    '{"error":"You must join the channel first"}',
    '{"message":"You have joined c"}',
    '{"message":"You have already joined c"}',
    '{"message":"You have left c"}',
    '{"error":"You must join the channel first"}',
  ])
})

test('talking takes a name and a place in the channel', async () => {
  const ada = await connect(await startServer())
  ada.send(message('c', 'hi'))
  ada.send(setName('Ada'))
  ada.send(message('c', 'hi'))
  expect(await ada.take(3)).toEqual([
    '{"error":"You must set a username first"}',
    '{"message":"Username set to Ada"}',
    '{"error":"You must join the channel first"}',
  ])
})

test('a name stays with the user on the next connection', async () => {
  const server = await startServer()
  const { auth_token } = await login(server)
  const url = `${server.wsUrl}/?auth_token=${auth_token}`
  const first = await Client.open(url)
  first.send(setName('Ada'))
  await first.take(2)
  await first.close()
  const second = await Client.open(url)
  second.send(join('c'))
  second.send(message('c', 'back'))
  expect(await second.take(4)).toContain(said('Ada', 'back', 'c'))
})

test('nothing arrives after leaving, nor from who has gone', async () => {
  const server = await startServer()
  const ada = await connect(server, 'Ada', 'c', 'fence')
  const bob = await connect(server, 'Bob', 'c', 'fence')
  bob.send(leave('c'))
  await bob.next()
  ada.send(message('c', 'unheard'))
  ada.send(message('fence', 'end'))
  expect(await bob.next()).toBe(said('Ada', 'end', 'fence'))
})

test.each<[name: string, frame: unknown, reply: string | RegExp]>([
  ['an empty object', {}, '{"error":"Invalid message"}'],
  ['an array', [], '{"error":"Invalid message"}'],
  ['null', null, '{"error":"Invalid message"}'],
  ['an unknown type', { type: 'dance' }, '{"error":"Invalid message"}'],
  ['a prototype key as type', { type: '__proto__' }, '{"error":"Invalid message"}'],
  ['an inherited name as type', { type: 'constructor', payload: {} }, '{"error":"Invalid message"}'],
  ['no JSON', 'not json', /^\{"error":"Error handling message: SyntaxError/],
  ['brackets, 100,000 deep', '['.repeat(100_000), /^\{"error":"Error handling message: /],
  ['a join without a channel', join(undefined), /"error":".*channel is missing/],
  ['a join of an empty channel', join(''), /"error":".*channel/],
  ['a join of a number', join(5), /"error":".*channel must be string/],
  ['a join of an object', join({ a: 1 }), /"error":".*channel must be string/],
  ['a join of a channel with 129 characters', join('c'.repeat(129)), /"error":".*channel .*128/],
  ['a name that is missing', setName(undefined), /"error":".*username is missing/],
  ['a name that is null', setName(null), /"error":".*username must be string/],
  ['a name of 65 characters', setName('n'.repeat(65)), /"error":".*username .*64/],
  ['a message over 16 KB', message('c', 'm'.repeat(16_385)), /"error":".*message .*16384/],
  ['a message over 16 KB of UTF-8', message('c', 'é'.repeat(8_193)), /"error":".*message .*16384 bytes/],
  ['a join without a payload', { type: 'join' }, /"error":".*payload is missing/],
  ['a payload that is no object', { type: 'join', payload: 'c' }, /"error":".*payload must be object/],
])('%s gets an error that says why, and costs nothing else', async (_, frame, reply) => {
  const ada = await connect(await startServer(), 'Ada', 'c')
  ada.send(frame)
  expect(await ada.next()).toMatch(reply)
  ada.send(message('c', 'still here'))
  expect(await ada.take(2)).toContain(said('Ada', 'still here', 'c'))
})

test('JSON in a binary frame is read as JSON', async () => {
  const ada = await connect(await startServer())
  ada.send(Buffer.from(JSON.stringify(join('c'))))
  expect(await ada.next()).toBe('{"message":"You have joined c"}')
})

test('who has no token, or a bad one, is told so and closed with 1008', async () => {
  const server = await startServer()
  const { auth_token, refresh_token } = await login(server)
  const forged = `${auth_token.slice(0, -4)}AAAA`
  const bad = '{"error":"Invalid token"}'
  for (const [query, frame] of [
    ['', '{"error":"No authentication token provided"}'],
    ['?auth_token=', '{"error":"No authentication token provided"}'],
    ['?auth_token=nonsense', bad],
    [`?auth_token=${forged}`, bad],
    [`?auth_token=${refresh_token}`, bad],
  ] as const) {
    const client = new Client(`${server.wsUrl}/${query}`)
    expect(await client.next()).toBe(frame)
    expect((await client.closed).code).toBe(1008)
  }
})

test('any path will do with a token, and none without one', async () => {
  const server = await startServer()
  const { auth_token } = await login(server)
  for (const path of ['//', '/foo/bar', '/prod/chat']) {
    const client = await Client.open(`${server.wsUrl}${path}?auth_token=${auth_token}`)
    expect(await client.next()).toBe('{"message":"Successfully connected!"}')
  }
  expect(await upgradeStatus(`${server.wsUrl}/foo/bar`)).toBe(403)
})

test('the first subprotocol that is offered is answered, but never a token', async () => {
  const server = await startServer()
  const { auth_token } = await login(server)
  const url = `${server.wsUrl}/?auth_token=${auth_token}`
  expect((await Client.open(url, ['wss', 'other'])).ws.protocol).toBe('wss')
  expect((await Client.open(url, [auth_token, 'other'])).ws.protocol).toBe('other')
  const refused = new Client(url, [auth_token])
  const [error] = await once(refused.ws, 'error')
  expect(String(error)).toContain('no subprotocol')
})

test('a connection can be in a thousand channels, and is told when it wants more', async () => {
  const ada = await connect(await startServer())
  const replies: string[] = []
  for (let index = 0; index < 1_200; index += 1) {
    ada.send(join(`channel ${index}`))
    if (index % 100 === 99) replies.push(...(await ada.take(100)))
  }
  expect(replies.filter((reply) => reply.includes('You have joined'))).toHaveLength(999)
  expect(replies.at(-1)).toBe('{"error":"You are in too many channels; leave one first"}')
  ada.send(leave('channel 0'))
  ada.send(join('one more'))
  expect(await ada.take(2)).toEqual([
    '{"message":"You have left channel 0"}',
    '{"message":"You have joined one more"}',
  ])
})
