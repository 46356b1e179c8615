import { expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { server, shareRehearsal, unique } from './support/rehearsal-shared.ts'
import { login } from './support/server.ts'

shareRehearsal()

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
  const client = await Client.open(`${server().wsUrl}/?auth_token=${token}`)
  expect(await client.next()).toBe('{"message":"Successfully connected!"}')
  return client
}
const guest = async (): Promise<Client> => enter((await login(server())).auth_token)

async function ask(client: Client, ...frames: readonly object[]): Promise<string[]> {
  const answers: string[] = []
  for (const frame of frames) {
    client.send(frame)
    answers.push(await client.next())
  }
  return answers
}

test('who has no good token is told so, and closed', async () => {
  const { refresh_token } = await login(server())
  for (const [query, error] of [
    ['', 'No authentication token provided'],
    ['?auth_token=garbage', 'Invalid token'],
    [`?auth_token=${refresh_token}`, 'Invalid token'],
  ]) {
    const client = await Client.open(`${server().wsUrl}/chat${query}`)
    expect(await client.next()).toBe(`{"error":"${error}"}`)
    await client.closed
  }
})

test('a subprotocol that is offered is answered', async () => {
  const { auth_token } = await login(server())
  const client = await Client.open(`${server().wsUrl}/any/path?auth_token=${auth_token}`, ['wss'])
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
  await server().settled()
  expect(await ask(bob, { type: 'no such' })).toEqual(['{"error":"Invalid message"}'])
})

test('a name is kept for the user, and talking takes one and a place in the channel', async () => {
  const { auth_token } = await login(server())
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

test('what is sent as the connection opens is handled at once, and nothing of it is lost', async () => {
  const { auth_token } = await login(server())
  const channel = unique('c')
  const said = [setName('Ada'), join(channel), message(channel, 'hi'), leave(channel)]
  const client = new Client(`${server().wsUrl}/?auth_token=${auth_token}`, ['wss'], (opened) => {
    for (const frame of said) opened.send(frame)
  })
  const frames = await client.take(1 + said.length)
  await server().settled()
  client.send({ type: 'no such' })
  frames.push(...(await client.until((frame) => frame === '{"error":"Invalid message"}')))
  // Which of them is handled first is chance, and so is whether there is a copy of the message.
  const replies = frames.filter((frame) => !frame.includes('chat_message_received'))
  expect(replies).toHaveLength(1 + said.length)
  expect(replies).toEqual(
    expect.arrayContaining([
      '{"message":"Successfully connected!"}',
      '{"message":"Username set to Ada"}',
      `{"message":"You have joined ${channel}"}`,
      expect.stringMatching(/^\{"(message":"Message sent to|error":"You must)/),
      expect.stringMatching(/^\{"(message":"You have left|error":)/),
    ]),
  )
})
