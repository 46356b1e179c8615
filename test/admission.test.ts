import { once } from 'node:events'
import { connect } from 'node:net'
import Type from 'typebox'
import { expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { type Admission, type Ending, type Handshake, route } from '../src/core/index.ts'
import { defaultLimits, profiles } from '../src/gateway/index.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { manualClock } from './support/clock.ts'
import { define, gate, serve } from './support/gateway.ts'
import { exchange, handshake } from './support/raw-socket.ts'

const anything = Type.Unknown()
const accepted: Admission = { accept: [] }

test.each([200, 201, 301, 400, 401, 403, 418, 500, 502])('an API can refuse with %i', async (status) => {
  const refused = status >= 300
  const { url } = await serve(define({ admit: () => (refused ? { refuse: { status } } : accepted) }))
  expect(await upgradeStatus(url)).toBe(refused ? status : 101)
})

test('what an API says with a refusal is in the answer, and no header breaks out of its line', async () => {
  const headers = [
    ['Retry-After', '7'],
    ['X-Bad', 'a\r\nSet-Cookie: b'],
    ['X Bad', 'c'],
    ['Content-Length', '9999'],
  ] as const
  const { gateway } = await serve(define({ admit: () => ({ refuse: { status: 429, headers } }) }))
  const answer = (await exchange(gateway.port, handshake('/api'))).toString()
  expect(answer).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/)
  expect(answer).toContain('\r\nRetry-After: 7\r\n')
  expect(answer).not.toMatch(/Set-Cookie|X Bad|9999/)
})

test('a subprotocol is spoken only if the API says it', async () => {
  const { url } = await serve(
    define({
      admit: ({ subprotocols }) => ({
        accept: subprotocols.includes('two') ? [['Sec-WebSocket-Protocol', 'two']] : [],
      }),
    }),
  )
  const spoken = async (...offered: string[]): Promise<string> =>
    (await Client.open(url, offered)).ws.protocol
  expect(await spoken('one', 'two')).toBe('two')
  await expect(spoken('one')).rejects.toThrow(/no subprotocol/)
})

test('headers of the API are in the 101, but for those that are the upgrade’s own', async () => {
  const { gateway } = await serve(
    define({
      admit: () => ({
        accept: [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['Upgrade', 'h2c'],
          ['Sec-WebSocket-Accept', 'x'],
        ],
      }),
    }),
  )
  const socket = connect(gateway.port, '127.0.0.1', () => socket.write(handshake('/api')))
  const [chunk] = await once(socket, 'data')
  socket.destroy()
  expect(String(chunk)).toMatch(/Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n/)
  expect(String(chunk)).not.toMatch(/h2c|Accept: x/)
})

test('nobody can reach a connection that is being admitted', async () => {
  const deciding = gate()
  const asked = gate()
  let id = ''
  const { url, gateway } = await serve(
    define({
      admit: async ({ connectionId }) => {
        id = connectionId
        asked.open()
        await deciding.opened
        return accepted
      },
    }),
  )
  const post = async (): Promise<number> => {
    const target = `http://127.0.0.1:${gateway.port}/api/@connections/${encodeURIComponent(id)}`
    return (await fetch(target, { method: 'POST', body: 'hi' })).status
  }
  const client = new Client(url).takesAnything()
  await asked.opened
  expect(await post()).toBe(410)
  deciding.open()
  await once(client.ws, 'open')
  expect(await post()).toBe(200)
  expect(await client.next()).toBe('hi')
})

test('who goes before the answer is disconnected once, with 1006', async () => {
  const deciding = gate()
  const asked = gate()
  const ended = vi.fn<(ending: Ending) => void>()
  const { url } = await serve(
    define({
      admit: async () => {
        asked.open()
        await deciding.opened
        return accepted
      },
      onDisconnect: (_, ending) => ended(ending),
    }),
  )
  const client = new WebSocket(url)
  client.on('error', () => {})
  await asked.opened
  client.terminate()
  const other = new WebSocket(`${url}?second`)
  other.on('error', () => {})
  deciding.open()
  await once(other, 'open')
  await vi.waitFor(() => expect(ended.mock.calls).toEqual([[{ code: 1006, reason: '' }]]))
  other.close(1000, 'bye')
  await vi.waitFor(() => expect(ended.mock.calls[1]).toEqual([{ code: 1000, reason: 'bye' }]))
})

test('an upgrade that cannot become a connection is 400, and nobody is asked about it', async () => {
  const admit = vi.fn<() => Admission>(() => accepted)
  const { gateway } = await serve(define({ admit }))
  const broken = handshake('/api').replace('Version: 13', 'Version: 12')
  expect((await exchange(gateway.port, broken)).toString()).toMatch(/^HTTP\/1\.1 400 /)
  expect(admit).not.toHaveBeenCalled()
})

test('a handshake knows its headers as they were written, its time, and a name of this machine', async () => {
  let seen: Handshake | undefined
  const { gateway } = await serve(
    define({
      admit: (handshake) => {
        seen = handshake
        return accepted
      },
    }),
  )
  const open = async (host: string): Promise<string | undefined> => {
    const ws = new WebSocket(`ws://127.0.0.1:${gateway.port}/api?a=1`, { headers: { host, 'X-Game': 'go' } })
    await once(ws, 'open')
    ws.terminate()
    return seen?.domainName
  }
  const here = `127.0.0.1:${gateway.port}`
  expect(await open(here)).toBe(here)
  expect(seen?.rawHeaders.slice(seen.rawHeaders.indexOf('X-Game')).slice(0, 2)).toEqual(['X-Game', 'go'])
  expect(seen?.target).toBe('/api?a=1')
  expect(Math.abs(Date.now() - (seen?.requestedAt ?? 0))).toBeLessThan(60_000)
  expect(await open(`localhost:${gateway.port}`)).toBe(`localhost:${gateway.port}`)
  // Handlers send messages to a URL of this name, so nobody chooses it who is no name of this machine.
  expect(await open('evil.example')).toBe(here)
  expect(await open('127.0.0.1:1')).toBe(here)
  expect(await open('localhost')).toBe(`localhost:${gateway.port}`)
  const aws = 'abc.execute-api.us-east-1.amazonaws.com'
  expect(await open(aws)).toBe(aws)
  expect(await open(`${aws}:443`)).toBe(aws)
  expect(await open(`${aws}:6666`)).toBe(here)
})

test('frames of one client are handled at once where the API says so', async () => {
  const first = gate()
  const { url } = await serve(
    define({
      handling: 'at-once',
      routes: {
        slow: route(anything, async (c) => {
          await first.opened
          await c.reply('slow')
        }),
        fast: route(anything, (c) => c.reply('fast')),
      },
    }),
  )
  const client = (await Client.open(url)).takesAnything()
  client.send({ action: 'slow' })
  client.send({ action: 'fast' })
  expect(await client.next()).toBe('fast')
  first.open()
  expect(await client.next()).toBe('slow')
})

test('only so many frames of one client are handled at once, and all of them in the end', async () => {
  const all = gate()
  let running = 0
  const { url } = await serve(
    define({
      handling: 'at-once',
      routes: {
        $default: route(anything, async (c) => {
          running += 1
          await all.opened
          await c.reply('done')
        }),
      },
    }),
    { limits: { ...defaultLimits, inboundFrames: 4 } },
  )
  const client = (await Client.open(url)).takesAnything()
  for (let sent = 0; sent < 200; sent += 1) client.ws.send('x')
  await vi.waitFor(() => expect(running).toBe(4))
  await pinged((await Client.open(url)).ws)
  expect(running).toBe(4)
  all.open()
  for (let got = 0; got < 200; got += 1) expect(await client.next()).toBe('done')
})

test('the bytes of a binary frame come in Base64 where the API says so, and can go out again', async () => {
  const { url } = await serve(
    define({
      frames: { maxFrameBytes: 32_768, maxMessageBytes: 131_072, binary: 'base64' },
      routes: {
        $default: route(anything, (c, _, { text, isBase64Encoded }) =>
          c.reply(isBase64Encoded ? Buffer.from(text, 'base64') : text),
        ),
      },
    }),
  )
  const client = await Client.open(url)
  client.takesAnything()
  for (const bytes of [0, 1, 125, 126, 32_000].map((length) => Buffer.alloc(length, 0xfe))) {
    client.ws.send(bytes)
    const [data, isBinary] = await once(client.ws, 'message')
    expect(isBinary).toBe(true)
    expect(bytes.equals(data)).toBe(true)
  }
})

test('a route has a budget of its own, and the others share one', async () => {
  const echo = route(anything, (c, _, { text }) => c.reply(text))
  const { url } = await serve(define({ routes: { own: echo, one: echo, two: echo } }), {
    throttle: { rate: 0.000_001, burst: 3 },
    routeThrottles: { own: { rate: 0.000_001, burst: 1 } },
  })
  // Connecting takes the first of the shared three.
  const client = (await Client.open(url)).takesAnything()
  const answers = async (...actions: string[]): Promise<boolean[]> => {
    const heard: boolean[] = []
    for (const action of actions) {
      client.send({ action })
      heard.push(
        /^\{"message": "Too Many Requests", "connectionId":".{15}=", "requestId":".{15}="\}$/.test(
          await client.next(),
        ),
      )
    }
    return heard
  }
  expect(await answers('own', 'own', 'one', 'two', 'one', 'own')).toEqual([
    false,
    true,
    false,
    false,
    true,
    true,
  ])
  expect(await upgradeStatus(url)).toBe(429)
})

/** Until a ping is answered, or the connection has ended. */
function pinged(ws: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      ws.off('pong', done).off('close', done)
      resolve()
    }
    ws.on('pong', done).on('close', done)
    ws.ping()
  })
}

test('pings count against the idle timeout only where that is said', async () => {
  const clock = manualClock()
  const open = async (pingsCount: boolean): Promise<Client> => {
    const { url } = await serve(define({}), { profile: { ...profiles.aws, pingsCount } }, {}, clock)
    return Client.open(url)
  }
  const [counted, ignored] = [await open(true), await open(false)]
  const minute = 60_000
  for (let passed = 0; passed < 12; passed += 1) {
    for (const { ws } of [counted, ignored]) {
      if (ws.readyState !== WebSocket.OPEN) continue
      await pinged(ws)
    }
    clock.advance(minute)
  }
  expect(await ignored.closed).toEqual({ code: 1001, reason: 'Going away' })
  expect(counted.ws.readyState).toBe(WebSocket.OPEN)
})
