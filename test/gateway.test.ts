import { once } from 'node:events'
import { connect } from 'node:net'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { type Authorizer, everyone, route } from '../src/core/index.ts'
import { embedded } from '../src/presets/index.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { anybody, define, gate, serve } from './support/gateway.ts'
import { maskedFrame } from './support/masked-frame.ts'
import { conversation, handshake } from './support/raw-socket.ts'
import { silent } from './support/server.ts'

const Echo = Type.Object({ text: Type.String() })
const echo = route(Echo, (c, { text }) => c.reply(text))

test('frames that arrive while onConnect is at work wait for it, and are handled in order', async () => {
  const greeting = gate()
  const { url } = await serve(
    define({
      onConnect: async (c) => {
        await greeting.opened
        await c.reply('hello')
      },
      routes: { echo },
    }),
  )
  const client = await Client.open(url)
  for (const text of ['1', '2', '3']) client.send({ action: 'echo', text })
  const pong = once(client.ws, 'pong')
  client.ws.ping()
  await pong
  expect(client.rest()).toEqual([])
  greeting.open()
  expect(await client.take(4)).toEqual(['hello', '1', '2', '3'])
})

test('a handler that takes long keeps the order of its connection, and holds up no other', async () => {
  const slow = gate()
  const { url } = await serve(
    define({
      routes: {
        echo,
        slow: route(Echo, async (c, { text }) => {
          await slow.opened
          await c.reply(text)
        }),
      },
    }),
  )
  const [first, second] = [await Client.open(url), await Client.open(url)]
  first.send({ action: 'slow', text: '0' })
  for (let count = 1; count <= 500; count += 1) first.send({ action: 'echo', text: `${count}` })
  second.send({ action: 'echo', text: 'at once' })
  expect(await second.next()).toBe('at once')
  expect(first.rest()).toEqual([])
  slow.open()
  expect(await first.take(501)).toEqual(Array.from({ length: 501 }, (_, count) => `${count}`))
})

test('a client that is far ahead of its handlers is not read from until they have caught up', async () => {
  const slow = gate()
  const handled: string[] = []
  const { url } = await serve(
    define({
      onConnect: (c) => (c.user.id === 'slow' ? slow.opened : undefined),
      authorize: ({ query, connectionId }) => ({ allow: { id: query.get('as') ?? connectionId } }),
      routes: { echo, count: route(Echo, (_, { text }) => void handled.push(text)) },
    }),
  )
  const [ahead, other] = [await Client.open(`${url}?as=slow`), await Client.open(url)]
  const frames = 3_000
  for (let sent = 0; sent < frames; sent += 1) ahead.send({ action: 'count', text: 'x'.repeat(16_000) })
  // Long after all of it could have been read.
  for (let turn = 0; turn < 500; turn += 1) {
    other.send({ action: 'echo', text: 'turn' })
    await other.next()
  }
  expect(ahead.ws.bufferedAmount).toBeGreaterThan(1_000_000)
  slow.open()
  ahead.send({ action: 'echo', text: 'end' })
  expect(await ahead.next()).toBe('end')
  expect(handled).toHaveLength(frames)
})

test('a connection that ends while its frames wait has them handled, and then its end', async () => {
  const slow = gate()
  const ended = gate()
  const done: string[] = []
  const { url } = await serve(
    define({
      onConnect: () => slow.opened,
      onDisconnect: () => {
        done.push('end')
        ended.open()
      },
      routes: { echo: route(Echo, (_, { text }) => void done.push(text)) },
    }),
  )
  const client = await Client.open(url)
  client.send({ action: 'echo', text: 'last words' })
  await client.close()
  expect(done).toEqual([])
  slow.open()
  await ended.opened
  expect(done).toEqual(['last words', 'end'])
})

test.each([
  ['$request.body.message.kind', { message: { kind: 'echo' }, text: 'x' }],
  ['${request.body.service}/${request.body.action}', { service: 'a', action: 'b', text: 'x' }],
  ['echo', { text: 'x' }],
])('a route is selected by %s', async (selector, body) => {
  const { url } = await serve(define({ selector, routes: { echo, 'a/b': echo } }))
  const client = await Client.open(url)
  client.send(body)
  expect(await client.next()).toBe('x')
})

test('an authorizer decides before the upgrade', async () => {
  const verdicts: Record<string, ReturnType<Authorizer>> = {
    anybody: { allow: { id: 'u' } },
    nobody: { deny: { status: 401, reason: 'no-token' } },
    stranger: { deny: { status: 403, reason: 'forbidden' } },
  }
  const { url } = await serve(
    define({
      authorize: async ({ query, headers, subprotocols, sourceIp }) => {
        expect([headers['x-test'], subprotocols, sourceIp]).toEqual([undefined, [], '127.0.0.1'])
        const verdict = verdicts[query.get('who') ?? '']
        if (verdict === undefined) throw new Error('the authorizer is broken')
        return verdict
      },
    }),
  )
  expect(await upgradeStatus(`${url}?who=anybody`)).toBe(101)
  expect(await upgradeStatus(`${url}?who=nobody`)).toBe(401)
  expect(await upgradeStatus(`${url}?who=stranger`)).toBe(403)
  expect(await upgradeStatus(`${url}?who=else`)).toBe(500)
})

test('a client that gives up while it is being authorized costs nothing', async () => {
  const slow = gate()
  const asked = gate()
  const { gateway, url } = await serve(
    define({
      authorize: async (handshake) => {
        asked.open()
        if (handshake.query.get('slow') !== null) await slow.opened
        return anybody(handshake)
      },
      routes: { echo },
    }),
  )
  const client = new Client(`${url}?slow=1`)
  await asked.opened
  client.ws.terminate()
  await client.closed
  slow.open()
  const other = await Client.open(url)
  other.send({ action: 'echo', text: 'x' })
  expect(await other.next()).toBe('x')
  expect(gateway.connections()).toBe(1)
})

test('a drain waits neither for an authorizer nor for a refused client that stays', async () => {
  const { gateway, url } = await serve(
    define({
      authorize: ({ query }) =>
        query.get('refuse') === null ? new Promise(() => {}) : { deny: { status: 401, reason: 'no-token' } },
    }),
  )
  const asking = connect(gateway.port, '127.0.0.1').setEncoding('utf8')
  const refused = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8')
  asking.write(handshake(new URL(url).pathname))
  refused.write(handshake(`${new URL(url).pathname}?refuse=1`))
  const [answer] = await once(refused, 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 401/)
  await gateway.drain()
  for (const socket of [asking, refused]) if (!socket.closed) socket.destroy()
})

test.each([
  ['a close', maskedFrame({ payload: Buffer.from([0x03, 0xe8]), opcode: 8 }), 1000],
  ['text that is not UTF-8', maskedFrame({ payload: Buffer.from([0xc3, 0x28]) }), 1007],
  [
    'a frame that says it has 10 MB',
    Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x98, 0x96, 0x80, 0, 0, 0, 0]),
    1009,
  ],
])('a request is answered although %s comes right behind it', async (_, after, code) => {
  const { gateway } = await serve(define({ routes: { echo } }))
  const request = maskedFrame({ payload: Buffer.from('{"action":"echo","text":"the answer"}') })
  const bytes = Buffer.concat([request, after])
  const { frames, closeCode } = await conversation(gateway.port, '/api', bytes)
  expect(frames).toEqual(['the answer'])
  expect(closeCode).toBe(code)
})

test('two APIs cannot be at one path', async () => {
  const api = define({})
  await expect(embedded({ log: silent, apis: [{ api, path: '/LATEST/' }] })).rejects.toThrow(
    '"test" and "lobby" cannot both be at /LATEST',
  )
})

test('a handler can close a connection, after what it was sent before', async () => {
  const Close = Type.Object({ code: Type.Integer() })
  const { url } = await serve(
    define({
      routes: {
        quit: route(Close, async (c, { code }) => {
          await c.reply('bye')
          await c.close(c.connectionId, code, 'as you wish')
        }),
      },
    }),
  )
  const client = await Client.open(url)
  client.send({ action: 'quit', code: 4_000 })
  expect(await client.next()).toBe('bye')
  expect(await client.closed).toEqual({ code: 4_000, reason: 'as you wish' })
})

test('three hundred members of a topic get every message once, in order, and the publisher none of its own', async () => {
  const { url } = await serve(
    define({
      routes: { say: route(Echo, (c, { text }) => c.publish(everyone, text, { except: c.connectionId })) },
    }),
  )
  const clients = await Promise.all(Array.from({ length: 300 }, () => Client.open(url)))
  const [publisher, ...members] = clients
  const texts = Array.from({ length: 40 }, (_, count) => `${count}`)
  for (const text of texts) publisher?.send({ action: 'say', text })
  for (const member of members) expect(await member.take(texts.length)).toEqual(texts)
  expect(publisher?.rest()).toEqual([])
})
