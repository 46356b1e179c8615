import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { frameCases } from './support/fuzzing-frames.ts'
import { attacked, expectUsable, lastWord, untilOver } from './support/fuzzing-tried.ts'
import { until } from './support/hub-tried.ts'
import { serverFrame } from './support/server-frame.ts'

describe('a client that is sent', () => {
  test.each(frameCases)('%s %s it, and works again with a good server', async (_name, outcome, pieces) => {
    const tried = await attacked({ pieces: [...pieces, lastWord] })
    await untilOver(tried)
    expect(tried.client.state.state === 'open' ? 'hears' : 'ends').toBe(outcome)
    expect(tried.failures).toEqual([])
    await expectUsable(tried)
  })

  test('pings answers each with what was in it', async () => {
    const pieces = ['a', 'b', ''].map((payload) => serverFrame(payload, { opcode: 9 }))
    const tried = await attacked({ pieces: [...pieces, lastWord] })
    await untilOver(tried)
    await until(() => tried.server.pongs.length === 3)
    expect(tried.server.pongs).toEqual(['a', 'b', ''])
  })

  test('nothing more by a line that is cut tries again', async () => {
    const tried = await attacked({ cuts: true })
    expect(await untilOver(tried)).toMatchObject({ state: 'waiting', reason: 'lost' })
    await expectUsable(tried)
  })
})

const deflate = 'Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover'
const deflated = deflateRawSync(Buffer.from('{}'))
test.each([
  ['that was offered', 'hears', [deflate], serverFrame(deflated, { reserved: 4 })],
  ['and is garbage', 'ends', [deflate], serverFrame(Buffer.alloc(40, 0xff), { reserved: 4 })],
  ['that nobody knows', 'ends', ['Sec-WebSocket-Extensions: permessage-foo'], serverFrame('{}')],
])('after a compression %s it %s', async (_name, outcome, headers, piece) => {
  const tried = await attacked({ headers, pieces: [piece, lastWord] })
  await untilOver(tried)
  expect(tried.client.state.state === 'open' ? 'hears' : 'ends').toBe(outcome)
  await expectUsable(tried)
})

const status = (line: string, ...headers: string[]): string =>
  [`HTTP/1.1 ${line}`, ...headers, 'Content-Length: 0', '', ''].join('\r\n')
const withoutAny = (right: readonly string[], name: string): string =>
  [...right.filter((line) => !line.startsWith(name)), '', ''].join('\r\n')

test.each<[string, (upgrade: { accept: string; right: readonly string[] }) => string]>([
  ['200', () => status('200 OK')],
  ['301', () => status('301 Moved Permanently', 'Location: ws://127.0.0.1:1/hub')],
  ['401', () => status('401 Unauthorized', 'WWW-Authenticate: Bearer')],
  ['403', () => status('403 Forbidden')],
  ['503', () => status('503 Service Unavailable', 'Retry-After: 1')],
  ['no HTTP at all', () => 'SSH-2.0-x\r\n\r\n'],
  ['no accept', ({ right }) => withoutAny(right, 'Sec-WebSocket-Accept')],
  ['a wrong accept', ({ right, accept }) => `${right.join('\r\n').replace(accept, 'AAAA')}\r\n\r\n`],
  ['no subprotocol', ({ right }) => withoutAny(right, 'Sec-WebSocket-Protocol')],
  ['a subprotocol of its own', ({ right }) => `${right.join('\r\n').replace('stoa.v1', 'foo')}\r\n\r\n`],
  ['no upgrade header', ({ right }) => withoutAny(right, 'Upgrade')],
])('a handshake answered with %s is tried again, slower and slower', async (_name, upgrade) => {
  const tried = await attacked({ upgrade })
  const waits: number[] = []
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await until(() => tried.client.state.state === 'waiting')
    const { state } = tried.client
    const wait = state.state === 'waiting' ? state.until - tried.time.now() : 0
    waits.push(wait)
    expect(state).toMatchObject({ reason: 'refused' })
    if (attempt < 2) tried.time.pass(wait)
  }
  expect(waits).toEqual([500, 1_000, 2_000])
  expect(tried.server.opened).toBe(3)
  await expectUsable(tried)
})

test.each([
  ['half an answer', () => 'HTTP/1.1 101 Switching Protocols\r\nUpgr'],
  ['nothing', () => ''],
])('a handshake that is answered by %s is given up after 15 s', async (_name, upgrade) => {
  const tried = await attacked({ upgrade })
  await until(() => tried.server.opened === 1 && tried.time.waiting().length === 1)
  tried.time.pass(14_999)
  expect(tried.client.state.state).toBe('connecting')
  tried.time.pass(1)
  expect(tried.client.state).toMatchObject({ state: 'waiting', reason: 'timeout' })
  await until(() => tried.server.connected === 0)
  await expectUsable(tried)
})
