import { expect, test } from 'vitest'
import type { SocketEvents } from './line.ts'
import { type ConnectionState, LobbyConnection } from './lobby-connection.ts'
import type { LobbyFrame } from './lobby-frame.ts'

/** A world in which nothing happens by itself. */
function stillWorld() {
  const timers = new Set<{ at: number; action: () => void }>()
  const sockets: (SocketEvents & { url: string; sent: string[]; isClosed: boolean })[] = []
  const states: ConnectionState[] = []
  const frames: LobbyFrame[] = []
  const world = {
    now: 0,
    chance: 1,
    isOnline: true,
    config: async (): Promise<unknown> => ({ server: 'ws://lobby' }),
  }

  const lobby = new LobbyConnection(
    {
      now: () => world.now,
      random: () => world.chance,
      isOnline: () => world.isOnline,
      fetchConfig: () => world.config(),
      openSocket(url, on) {
        const socket = { ...on, url, sent: [] as string[], isClosed: false }
        sockets.push(socket)
        return {
          send: (frame) => socket.sent.push(frame),
          close: () => {
            socket.isClosed = true
          },
        }
      },
      schedule(delayMs, action) {
        const timer = { at: world.now + delayMs, action }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
    { changed: (state) => states.push(state), received: (frame) => frames.push(frame) },
  )

  /** Let `ms` pass, run what is due, and let promises settle. */
  const pass = async (ms: number) => {
    world.now += ms
    for (const timer of timers) {
      if (timer.at > world.now) continue
      timers.delete(timer)
      timer.action()
    }
    await new Promise((settled) => setTimeout(settled))
  }
  const socket = () => {
    const last = sockets.at(-1)
    if (!last) throw new Error('no socket was opened')
    return last
  }
  const open = async () => {
    await pass(0)
    socket().opened()
  }
  const hostSays = (text: string) =>
    socket().received(JSON.stringify({ action: 'message', from: '#host', text }))

  return { world, lobby, states, frames, sockets, timers, pass, socket, open, hostSays }
}

test('it connects to the server that config.json names', async () => {
  const { lobby, states, open, socket } = stillWorld()
  lobby.start()
  await open()
  expect(socket().url).toBe('ws://lobby')
  expect(states).toEqual([{ state: 'connecting' }, { state: 'connected', name: undefined }])
})

test('the first who is announced is oneself, the next ones are others', async () => {
  const { lobby, states, frames, open, hostSays } = stillWorld()
  lobby.start()
  await open()
  hostSays('Anonymous-OLD left')
  hostSays('Anonymous-ME joined')
  hostSays('Anonymous-YOU joined')
  expect(states.at(-1)).toEqual({ state: 'connected', name: 'Anonymous-ME' })
  expect(frames).toHaveLength(3)
})

test('frames that it does not know are ignored', async () => {
  const { lobby, frames, open, socket } = stillWorld()
  lobby.start()
  await open()
  for (const data of ['', '{', 'null', '{"action":"other"}', new ArrayBuffer(1)]) socket().received(data)
  expect(frames).toEqual([])
})

test('it sends only while it is connected', async () => {
  const { lobby, open, socket } = stillWorld()
  expect(lobby.send('early')).toBe(false)
  lobby.start()
  expect(lobby.send('still early')).toBe(false)
  await open()
  expect(lobby.send('hello')).toBe(true)
  expect(socket().sent).toEqual(['{"action":"send","text":"hello"}'])
  socket().closed()
  expect(lobby.send('late')).toBe(false)
})

test.each([
  ['cannot be fetched', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['is not an object', async () => 'nothing'],
  ['names no server', async () => ({})],
])('it tries again when config.json %s', async (_, config) => {
  const { world, lobby, states, sockets, pass } = stillWorld()
  world.config = config
  lobby.start()
  await pass(0)
  expect(states.at(-1)).toEqual({ state: 'waiting', until: 1_000 })

  world.config = async () => ({ server: 'ws://lobby' })
  await pass(1_000)
  expect(sockets).toHaveLength(1)
})

test('a socket that does not open within ten seconds is given up', async () => {
  const { lobby, states, pass, socket } = stillWorld()
  lobby.start()
  await pass(9_999)
  expect(states.at(-1)).toEqual({ state: 'connecting' })
  await pass(1)
  expect(socket().isClosed).toBe(true)
  expect(states.at(-1)).toMatchObject({ state: 'waiting' })
})

test('the waits grow while connections do not last, and start over after one that did', async () => {
  const { lobby, world, states, pass, open, socket } = stillWorld()
  const waits: number[] = []
  const lose = async () => {
    socket().closed()
    const state = states.at(-1)
    if (state?.state === 'waiting') waits.push(state.until - world.now)
    await pass(15_000)
  }
  lobby.start()
  await open()
  await lose()
  await open()
  await lose()
  await open()
  await lose()
  await open()
  await pass(10_000)
  await lose()
  expect(waits).toEqual([1_000, 2_000, 4_000, 1_000])
})

test('it can be told not to wait', async () => {
  const { lobby, sockets, states, pass, open, socket } = stillWorld()
  lobby.start()
  await open()
  socket().closed()
  lobby.retryNow()
  expect(states.at(-1)).toEqual({ state: 'connecting' })
  await open()
  await pass(60_000)
  expect(sockets).toHaveLength(2)
})

test('to be told not to wait changes nothing while it is connecting or connected', async () => {
  const { lobby, sockets, pass, open } = stillWorld()
  lobby.start()
  lobby.retryNow()
  await open()
  lobby.retryNow()
  await pass(0)
  expect(sockets).toHaveLength(1)
})

test('without a network it is offline, and comes back with the network', async () => {
  const { world, lobby, sockets, states, pass, open, socket } = stillWorld()
  lobby.start()
  await open()
  world.isOnline = false
  socket().closed()
  expect(states.at(-1)).toEqual({ state: 'offline' })

  lobby.networkIsBack()
  await pass(0)
  expect(sockets).toHaveLength(2)
})

test('a socket from before the network went is replaced when the network is back', async () => {
  const { lobby, sockets, pass, open } = stillWorld()
  lobby.start()
  await open()
  lobby.networkIsBack()
  await pass(0)
  expect(sockets.map((socket) => socket.isClosed)).toEqual([true, false])
})

test('nothing that a given-up socket does is heard', async () => {
  const { lobby, states, frames, sockets, open, pass } = stillWorld()
  lobby.start()
  await open()
  const [old] = sockets
  lobby.networkIsBack()
  await pass(0)
  const before = states.length
  old?.received('{"action":"message","from":"a","text":"ghost"}')
  old?.opened()
  old?.closed()
  expect(states).toHaveLength(before)
  expect(frames).toEqual([])
})

test('once stopped it stays stopped', async () => {
  const { lobby, sockets, timers, open, pass, socket } = stillWorld()
  lobby.start()
  await open()
  lobby.stop()
  socket().closed()
  await pass(60_000)
  expect(sockets).toHaveLength(1)
  expect(socket().isClosed).toBe(true)
  expect(timers.size).toBe(0)
})
