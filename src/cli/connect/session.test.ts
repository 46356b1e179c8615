import { describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { stubServer } from '../stub-server.fixture.ts'
import { Session } from './session.ts'
import type { View } from './view.ts'

/** A view that remembers what it was shown. */
function notes(): { readonly seen: unknown[]; readonly view: View } {
  const seen: unknown[] = []
  const view: View = {
    opened: (address, subprotocol) => seen.push(['opened', new URL(address).pathname, subprotocol]),
    text: (frame) => seen.push(['text', frame]),
    binary: (frame) => seen.push(['binary', frame.length]),
    pong: (milliseconds) => seen.push(['pong', milliseconds]),
    warning: (sentence) => seen.push(['warning', sentence]),
    ended: (end) => seen.push(['ended', end.kind]),
  }
  return { seen, view }
}

function dial(url: string, path = '/poc?auth_token=secret', protocols: string[] = []): Session {
  let now = 0
  return new Session(new WebSocket(`${url.replace('http', 'ws')}${path}`, protocols), {
    now: () => (now += 5),
  })
}

describe('a session', () => {
  test('shows everything in order, from the first frame on, and no token', async () => {
    const { url } = await stubServer({
      connect(socket) {
        socket.send('welcome')
        socket.send(Buffer.from([1, 2, 3]))
        socket.close(1001, 'Going away')
      },
    })
    const { seen, view } = notes()
    const end = await dial(url, '/poc?auth_token=secret', ['a']).watch(view).ended
    expect(end).toEqual({ kind: 'closed', code: 1001, reason: 'Going away', isOwn: false })
    expect(seen).toEqual([
      ['opened', '/poc', 'a'],
      ['text', 'welcome'],
      ['binary', 3],
      ['ended', 'closed'],
    ])
  })

  test('says how long a pong took', async () => {
    const { url } = await stubServer({ connect() {} })
    const { seen, view } = notes()
    const session = dial(url)
    const { opened, ended } = session.watch({
      ...view,
      pong(milliseconds) {
        view.pong(milliseconds)
        session.close()
      },
    })
    await opened
    session.ping()
    await ended
    expect(seen).toContainEqual(['pong', 5])
  })

  test('knows its own close', async () => {
    const { url } = await stubServer({ connect() {} })
    const session = dial(url)
    const { opened, ended } = session.watch(notes().view)
    await opened
    session.close(4_001, 'bye')
    expect(await ended).toEqual({ kind: 'closed', code: 4001, reason: 'bye', isOwn: true })
  })

  test('cuts a connection that is closed twice', async () => {
    const { url } = await stubServer({ connect: (socket) => socket.pause() })
    const session = dial(url)
    const { opened, ended } = session.watch(notes().view)
    await opened
    session.close()
    session.close()
    expect(await ended).toMatchObject({ code: 1006, isOwn: true })
  })

  test('waits for silence, which every frame begins anew', async () => {
    const { url } = await stubServer({
      connect: (socket) => socket.on('message', (data) => socket.send(data, { binary: false })),
    })
    const { seen, view } = notes()
    const session = dial(url)
    const { opened, ended } = session.watch(view)
    await opened
    await session.send('one')
    session.closeAfterSilence(200)
    expect(await ended).toMatchObject({ code: 1000, isOwn: true })
    expect(seen).toContainEqual(['text', 'one'])
  })

  test('ends with the status and the body of a refusal', async () => {
    const { url } = await stubServer({ connect: { status: 401, body: '{"message":"Unauthorized"}' } })
    expect(await dial(url).watch(notes().view).ended).toEqual({
      kind: 'refused',
      status: 401,
      body: '{"message":"Unauthorized"}',
    })
  })

  test('keeps only the beginning of a long refusal', async () => {
    const { url } = await stubServer({ connect: { status: 500, body: 'x'.repeat(100_000) } })
    const end = await dial(url).watch(notes().view).ended
    expect(end.kind === 'refused' && end.body.length).toBe(4_096)
  })

  test('tells a server that is not there from one that speaks otherwise', async () => {
    const { url } = await stubServer({ connect() {} })
    const ends = await Promise.all([
      dial('http://127.0.0.1:1').watch(notes().view).ended,
      new Session(new WebSocket(url.replace('http', 'ws'), { headers: { 'Sec-WebSocket-Protocol': 'a' } }), {
        now: () => 0,
      }).watch(notes().view).ended,
    ])
    expect(ends).toMatchObject([
      { kind: 'failed', isUnreachable: true },
      { kind: 'failed', isUnreachable: false },
    ])
  })
})
