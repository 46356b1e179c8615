import { expect } from 'vitest'
import { Client } from './client.ts'
import { heard } from './heard.ts'
import { login, type TestServer } from './server.ts'
import { testToken } from './test-token.ts'

type Node = Pick<TestServer, 'url' | 'wsUrl'>

export const setName = (username: string) => ({ type: 'set-name', payload: { username } })
export const join = (channel: string) => ({ type: 'join', payload: { channel } })
export const leave = (channel: string) => ({ type: 'leave', payload: { channel } })
export const message = (channel: string, text: string) => ({
  type: 'message',
  payload: { channel, message: text },
})
export const acked = (channel: string, text: string) => `{"message":"Message sent to ${channel}: ${text}"}`
export const said = (username: string, text: string, channel: string) =>
  `{"type":"chat_message_received","payload":{"username":"${username}","message":"${text}","channel":"${channel}"}}`

/** Where a user connects to the chat of a node, whichever node the token is of. */
export const chatUrl = ({ wsUrl }: Pick<Node, 'wsUrl'>, token: string): string =>
  `${wsUrl}/?auth_token=${token}`

/** A user of the chat past the greeting, with the name set and the channels joined. */
export async function chatter(node: Node, name: string, ...channels: string[]): Promise<Client> {
  const client = await Client.open(chatUrl(node, (await login(node)).auth_token))
  client.send(setName(name))
  for (const channel of channels) client.send(join(channel))
  expect(await client.take(2 + channels.length)).toEqual([
    '{"message":"Successfully connected!"}',
    `{"message":"Username set to ${name}"}`,
    ...channels.map((channel) => `{"message":"You have joined ${channel}"}`),
  ])
  return client
}

/** A device of a user, which has subscribed to these entities. */
export async function device(node: TestServer, userId: string, ...entities: string[]): Promise<Client> {
  const client = await Client.open(`${node.wsUrl}/dev`, ['websocket', await testToken(node, userId)])
  for (const entityId of entities) client.send({ action: 'subscribe', entityId })
  expect(await heard(client)).toEqual([])
  return client
}

export interface WebVisitor extends Client {
  readonly id: string
}

/** A visitor of the web chat past its welcome, with the id of its connection. */
export async function webVisitor({ wsUrl }: Node, stage = 'poc'): Promise<WebVisitor> {
  const client = await Client.open(`${wsUrl}/${stage}`)
  const [, id = ''] = /^Welcome! - connected on ([\w-]{15}=)$/.exec(await client.next()) ?? []
  expect(id).not.toBe('')
  return Object.assign(client, { id })
}

/** What the web chat lists, in the order of the ids. */
export async function listed(client: Client): Promise<string[]> {
  client.send({ action: 'list' })
  const [, ids = ''] = /^connections: (.*)$/.exec(await client.next()) ?? []
  return ids.split(' ').sort()
}

export interface LobbyVisitor extends Client {
  readonly name: string
}

const lobbyFrame = (from: string, text: string) => JSON.stringify({ action: 'message', from, text })
export const hostSays = (text: string) => lobbyFrame('#host', text)
export const saysInLobby = lobbyFrame

/** A visitor of the lobby past its own notice, with the name that it was given. */
export async function lobbyVisitor({ wsUrl }: Node): Promise<LobbyVisitor> {
  const client = await Client.open(`${wsUrl}/LATEST`)
  const [, name = ''] = /"#host","text":"(Anonymous-[A-Z0-9]{6}) joined"/.exec(await client.next()) ?? []
  expect(name).not.toBe('')
  return Object.assign(client, { name })
}
