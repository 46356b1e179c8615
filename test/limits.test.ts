import { once } from 'node:events'
import { connect } from 'node:net'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { type Api, defineApi, route } from '../src/core/index.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { manualClock } from './support/clock.ts'
import { maskedFrame } from './support/masked-frame.ts'
import { conversation, handshake } from './support/raw-socket.ts'
import { login, silent, startServer, type TestServer } from './support/server.ts'

const kib = 1_024
/** A lobby message of exactly so many bytes. */
const sized = (bytes: number) =>
  `{"action":"send","text":"${'x'.repeat(bytes - '{"action":"send","text":""}'.length)}"}`

async function visit({ wsUrl }: TestServer): Promise<Client> {
  const client = await Client.open(`${wsUrl}/LATEST`)
  await client.next()
  return client
}

async function openChat(server: TestServer): Promise<Client> {
  const { auth_token } = await login(server)
  const client = await Client.open(`${server.wsUrl}/?auth_token=${auth_token}`)
  await client.next()
  return client
}

test('a frame of 32 KB is taken, and one byte more closes with 1009 after what came before is done', async () => {
  const visitor = await visit(await startServer())
  visitor.send(sized(32 * kib))
  expect((await visitor.next()).length).toBeGreaterThan(32 * kib)
  visitor.send({ action: 'send', text: 'before' })
  visitor.send(sized(32 * kib + 1))
  visitor.send({ action: 'send', text: 'after' })
  expect(await visitor.next()).toContain('before')
  expect((await visitor.closed).code).toBe(1009)
  expect(visitor.rest()).toEqual([])
})

test('a message of 128 KB is taken in frames of 32 KB, and one byte more closes with 1009', async () => {
  const server = await startServer()
  const send = (client: Client, message: string): void => {
    const bytes = Buffer.from(message)
    for (let at = 0; at < bytes.length; at += 32 * kib) {
      client.ws.send(bytes.subarray(at, at + 32 * kib), { binary: false, fin: at + 32 * kib >= bytes.length })
    }
  }
  const visitor = await visit(server)
  send(visitor, sized(128 * kib))
  expect((await visitor.next()).length).toBeGreaterThan(128 * kib)
  send(visitor, sized(128 * kib + 1))
  expect((await visitor.closed).code).toBe(1009)
})

test('chat takes a frame of 128 KB and closes a larger one with 1009', async () => {
  const server = await startServer()
  const ada = await openChat(server)
  ada.send(`{"type":"x","pad":"${'x'.repeat(128 * kib - 21)}"}`)
  expect(await ada.next()).toBe('{"error":"Invalid message"}')
  ada.send('x'.repeat(10_000_000))
  expect((await ada.closed).code).toBe(1009)
})

test('a binary frame closes the lobby with 1003, after what came before is done', async () => {
  const visitor = await visit(await startServer())
  visitor.send({ action: 'send', text: 'before' })
  visitor.send(Buffer.from(JSON.stringify({ action: 'send', text: 'binary' })))
  expect(await visitor.next()).toContain('before')
  expect((await visitor.closed).code).toBe(1003)
})

test.each([
  ['text that is not UTF-8', 1007, maskedFrame({ payload: Buffer.from([0xc3, 0x28]) })],
  ['a frame without a mask', 1002, Buffer.from([0x81, 2, 0x7b, 0x7d])],
  ['a reserved opcode', 1002, maskedFrame({ payload: Buffer.from('{}'), opcode: 5 })],
  ['a continuation of nothing', 1002, maskedFrame({ payload: Buffer.from('{}'), opcode: 0 })],
  ['a ping over 125 bytes', 1002, maskedFrame({ payload: Buffer.alloc(126), opcode: 9 })],
  [
    'a frame that says it has 2^62 bytes',
    1009,
    Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  ],
])('%s closes with %i, and costs nobody else anything', async (_, code, bytes) => {
  const server = await startServer()
  const visitor = await visit(server)
  expect(await conversation(server.port, '/LATEST', bytes)).toMatchObject({ closeCode: code })
  visitor.send({ action: 'send', text: 'still here' })
  await visitor.until((message) => message.includes('still here'))
})

test('over the rate a client is told so, in the words of its API, and stays connected', async () => {
  const clock = manualClock()
  const server = await startServer({ clock, limits: { rate: 10, burst: 3 } })
  const visitor = await visit(server)
  for (const text of ['1', '2', '3', '4']) visitor.send({ action: 'send', text })
  expect(
    (await visitor.take(4)).filter((message) => message.startsWith('{"message": "Too Many Requests"')),
  ).toHaveLength(1)
  const ada = await openChat(server)
  for (const type of ['1', '2', '3', '4']) ada.send({ type })
  expect((await ada.take(4)).at(-1)).toBe('{"error":"Too Many Requests"}')
  clock.advance(100)
  visitor.send({ action: 'send', text: 'rested' })
  expect(await visitor.next()).toContain('rested')
})

test('who floods on and on is closed with 1008', async () => {
  const server = await startServer({ clock: manualClock(), limits: { rate: 10, burst: 3 } })
  const visitor = await visit(server)
  for (let count = 0; count < 10; count += 1) visitor.send({ action: 'send', text: 'x' })
  expect((await visitor.closed).code).toBe(1008)
})

test('with the aws profile an idle connection ends after 10 minutes, and pings do not keep it busy', async () => {
  const clock = manualClock()
  const server = await startServer({ clock, profile: 'aws' })
  const quiet = await openChat(server)
  const busy = await visit(server)
  const listener = await visit(server)
  clock.advance(9 * 60_000)
  const pong = once(quiet.ws, 'pong')
  quiet.ws.ping()
  await pong
  busy.send({ action: 'send', text: 'x' })
  await listener.until((message) => message.includes('"x"'))
  clock.advance(61_000)
  expect(await quiet.closed).toEqual({ code: 1001, reason: 'Going away' })
  clock.advance(8 * 60_000)
  busy.send({ action: 'send', text: 'still here' })
  await listener.until((message) => message.includes('still here'))
})

test('the spans of a profile can be set', async () => {
  const clock = manualClock()
  const visitor = await visit(await startServer({ clock, spans: { idleMs: 5_000 } }))
  clock.advance(6_000)
  expect((await visitor.closed).code).toBe(1001)
})

test('with the aws profile a connection ends after 2 hours however busy it is', async () => {
  const clock = manualClock()
  const visitor = await visit(await startServer({ clock, profile: 'aws' }))
  for (let minutes = 0; minutes < 120; minutes += 5) {
    visitor.send({ action: 'send', text: 'x' })
    await visitor.next()
    clock.advance(5 * 60_000)
  }
  expect(await visitor.closed).toEqual({ code: 1001, reason: 'Going away' })
})

test('with the open profile a client that answers pings stays, and one that does not is cut', async () => {
  const clock = manualClock()
  const server = await startServer({ clock })
  const alive = await visit(server)
  const dead = await visit(server)
  dead.ws.pause()
  for (let round = 0; round < 3; round += 1) {
    const pinged = once(alive.ws, 'ping')
    clock.advance(25_000)
    await pinged
    alive.send({ action: 'send', text: `round ${round}` })
    await alive.until((message) => message.includes(`round ${round}`))
  }
  expect(server.connections()).toBe(1)
})

test('upgrades on paths that are too long or unknown are refused', async () => {
  const { wsUrl } = await startServer()
  expect(await upgradeStatus(`${wsUrl}/LATEST?x=${'x'.repeat(4_096)}`)).toBe(414)
  expect(await upgradeStatus(`${wsUrl}/unknown`)).toBe(403)
})

/** An API that answers a few bytes with 40 KB, and how often it did. */
function generous(): { readonly api: Api; answers(): number } {
  let answers = 0
  const api = defineApi({
    name: 'generous',
    selector: '$request.body.action',
    authorize: ({ connectionId }) => ({ allow: { id: connectionId } }),
    routes: {
      more: route(Type.Object({}), (c) => {
        answers += 1
        return c.reply('x'.repeat(40 * kib))
      }),
    },
  })
  return { api, answers: () => answers }
}

test('an answer counts as a frame for each 4 KB of it', async () => {
  const apis = [{ api: generous().api, path: '/generous' }]
  const { wsUrl } = await startServer({ apis, clock: manualClock(), limits: { rate: 1, burst: 30 } })
  const client = await Client.open(`${wsUrl}/generous`)
  for (let asked = 0; asked < 4; asked += 1) client.send({ action: 'more' })
  const lengths = (await client.take(4)).map((frame) => frame.length)
  expect(lengths.slice(0, 3)).toEqual([40 * kib, 40 * kib, 40 * kib])
  expect(lengths[3]).toBeLessThan(200)
})

test('who asks for more than it reads is cut before all of it is made', async () => {
  const { api, answers } = generous()
  let cut = (): void => {}
  const isCut = new Promise<void>((resolve) => {
    cut = resolve
  })
  const server = await startServer({
    apis: [{ api, path: '/generous' }],
    limits: { rate: 1e6, burst: 1e6 },
    log: { ...silent, warn: (_, message) => void (message.startsWith('cut a client') && cut()) },
  })
  const ask = maskedFrame({ payload: Buffer.from('{"action":"more"}') })
  const socket = connect(server.port, '127.0.0.1')
  socket.pause()
  socket.on('error', () => {})
  socket.write(handshake('/generous'))
  for (let asked = 0; asked < 5_000; asked += 1) socket.write(ask)
  await isCut
  expect(answers()).toBeLessThan(1_000)
  socket.destroy()
})
