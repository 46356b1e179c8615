import { once } from 'node:events'
import { expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { login, startServer, type TestServer } from './support/server.ts'

interface Visitor extends Client {
  readonly name: string
}

const frame = (from: string, text: string) => JSON.stringify({ action: 'message', from, text })
const hostSays = (text: string) => frame('#host', text)

/** A visitor past its own joined notice, with the name that it was given. */
async function visit({ wsUrl }: TestServer): Promise<Visitor> {
  const client = await Client.open(`${wsUrl}/LATEST`)
  const notice = await client.next()
  const [, name = ''] =
    /^\{"action":"message","from":"#host","text":"(Anonymous-[A-Z0-9]{6}) joined"\}$/.exec(notice) ?? []
  expect(name).not.toBe('')
  return Object.assign(client, { name })
}

test('everybody hears who joins, who says what, and who leaves', async () => {
  const server = await startServer()
  const ada = await visit(server)
  const bob = await visit(server)
  expect(await ada.next()).toBe(hostSays(`${bob.name} joined`))
  bob.send({ action: 'send', text: 'hi' })
  expect(await ada.next()).toBe(frame(bob.name, 'hi'))
  expect(await bob.next()).toBe(frame(bob.name, 'hi'))
  await bob.close()
  expect(await ada.next()).toBe(hostSays(`${bob.name} left`))
})

test('who vanishes without a goodbye has left once', async () => {
  const server = await startServer()
  const ada = await visit(server)
  const bob = await visit(server)
  bob.ws.terminate()
  ada.send({ action: 'send', text: 'before' })
  const heard = await ada.until((message) => message.includes('left'))
  expect(heard).toContain(hostSays(`${bob.name} joined`))
  ada.send({ action: 'send', text: 'fence' })
  expect(
    (await ada.until((message) => message === frame(ada.name, 'fence'))).filter((message) =>
      message.includes('left'),
    ),
  ).toEqual([])
})

test('when the server drains, nobody is told of all the others who leave', async () => {
  const server = await startServer()
  const visitors = await Promise.all(Array.from({ length: 150 }, () => Client.open(`${server.wsUrl}/LATEST`)))
  await server.stop()
  await Promise.all(visitors.map((visitor) => visitor.closed))
  const heard = visitors.flatMap((visitor) => visitor.rest())
  expect(heard.filter((message) => message.includes('left'))).toEqual([])
  expect(heard.length).toBeGreaterThan(150)
})

test('more properties than text are let through, and an empty text is delivered', async () => {
  const ada = await visit(await startServer())
  ada.send({ action: 'send', text: 'x', y: 1 })
  ada.send({ action: 'send', text: '' })
  expect(await ada.take(2)).toEqual([frame(ada.name, 'x'), frame(ada.name, '')])
})

test.each([
  ['no text', { action: 'send' }, 'Invalid request body'],
  ['a number as text', { action: 'send', text: 5 }, 'Invalid request body'],
  ['null as text', { action: 'send', text: null }, 'Invalid request body'],
  ['another action', { action: 'message', text: 'x' }, 'Forbidden'],
  ['no JSON', 'ping', 'Forbidden'],
  ['an array', [], 'Forbidden'],
])('%s is answered to its sender and heard by nobody else', async (_, body, reason) => {
  const server = await startServer()
  const ada = await visit(server)
  const bob = await visit(server)
  await ada.next()
  bob.send(body)
  expect(await bob.next()).toMatch(
    new RegExp(`^{"message": "${reason}", "connectionId":"[\\w-]{15}=", "requestId":"[\\w-]{15}="}$`),
  )
  bob.send({ action: 'send', text: 'fence' })
  expect(await ada.next()).toBe(frame(bob.name, 'fence'))
})

test('a client that offers subprotocols gets none', async () => {
  const server = await startServer()
  const strict = new Client(`${server.wsUrl}/LATEST`, ['wss'])
  const [error] = await once(strict.ws, 'error')
  expect(String(error)).toContain('Server sent no subprotocol')
})

test('the lobby is at its path, with or without a slash at the end, and nowhere else', async () => {
  const { wsUrl } = await startServer()
  expect(await upgradeStatus(`${wsUrl}/LATEST/`)).toBe(101)
  expect(await upgradeStatus(`${wsUrl}//LATEST?x=1`)).toBe(101)
  expect(await upgradeStatus(`${wsUrl}/latest`)).toBe(403)
  expect(await upgradeStatus(`${wsUrl}/LATEST/x`)).toBe(403)
})

test('no frame of one API reaches a client of another', async () => {
  const server = await startServer()
  const { auth_token } = await login(server)
  const chatter = await Client.open(`${server.wsUrl}/?auth_token=${auth_token}`)
  chatter.send({ type: 'join', payload: { channel: '*' } })
  await chatter.take(2)
  const ada = await visit(server)
  ada.send({ action: 'send', text: 'for the lobby' })
  await ada.next()
  chatter.send({ type: 'leave', payload: { channel: '*' } })
  expect(await chatter.next()).toBe('{"message":"You have left *"}')
})
