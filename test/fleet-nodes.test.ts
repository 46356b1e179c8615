import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from './support/client.ts'
import { freshPrefix, type NodeProcess, serveNode, startNode } from './support/fleet.ts'
import {
  hostSays,
  type LobbyVisitor,
  listed,
  lobbyVisitor,
  saysInLobby,
  webVisitor,
} from './support/fleet-clients.ts'
import { moreAccepted } from './support/fleet-crowd.ts'
import { expectKept, member, publisher } from './support/fleet-load.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import type { TestServer } from './support/server.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

/** Longer than a node may be silent, in milliseconds. */
const frozenMs = 9_000
/** A node may be silent for 6 s, which is seen within two beats. */
const patience = { timeout: 10_000, interval: 50 }

interface Three {
  readonly prefix: string
  readonly a: TestServer
  readonly b: TestServer
  /** A process of its own. */
  readonly c: NodeProcess
}

async function three(): Promise<Three> {
  const prefix = freshPrefix()
  const here = () => startNode({ redis: { url: redis.url, prefix } })
  return { prefix, a: await here(), b: await here(), c: await serveNode(redis.url, prefix) }
}

/** One after the other: else the first notice that one gets may be another one's. */
async function visitors(node: NodeProcess): Promise<readonly LobbyVisitor[]> {
  const all: LobbyVisitor[] = []
  while (all.length < 20) all.push(await lobbyVisitor(node))
  return all
}

/** What an observer in the lobby hears of the coming and going of these, up to a fence of its own. */
async function noticesOf(gone: readonly LobbyVisitor[], observer: LobbyVisitor, fence: string) {
  observer.send({ action: 'send', text: fence })
  const heard = await observer.until((frame) => frame === saysInLobby(observer.name, fence))
  const about = (what: string) => gone.map(({ name }) => hostSays(`${name} ${what}`))
  const [left, joined] = [new Set(about('left')), new Set(about('joined'))]
  return {
    left: heard.filter((frame) => left.has(frame)).sort(),
    joined: heard.filter((frame) => joined.has(frame)).sort(),
  }
}

const notices = (of: readonly LobbyVisitor[], what: 'left' | 'joined') =>
  of.map(({ name }) => hostSays(`${name} ${what}`)).sort()

/** The next frames of the host, in no order. */
async function hostFrames(observer: Client, count: number): Promise<string[]> {
  const frames: string[] = []
  while (frames.length < count) {
    const frame = await observer.next()
    if (frame.includes('"#host"')) frames.push(frame)
  }
  return frames.sort()
}

const nodesStored = (prefix: string) => redis.text(['HLEN', `${prefix}:poc:nodes:{nodes}`])

test('of a node that is killed the others tell once who has left, and nothing is stored', async () => {
  const { prefix, a, b, c } = await three()
  const observers = [await lobbyVisitor(a), await lobbyVisitor(b)]
  const gone = await visitors(c)
  const [ada, bob] = [await webVisitor(a), await webVisitor(b)]
  await webVisitor(c)
  const members = [await member(a, 'Al', ['c']), await member(b, 'Bob', ['c'])]
  const speaker = await publisher(a, 'Ada', ['c'])
  await moreAccepted(speaker)
  for (const observer of observers) {
    expect(await noticesOf(gone, observer, 'before')).toEqual({ left: [], joined: notices(gone, 'joined') })
  }

  c.process.kill('SIGKILL')
  for (const visitor of gone) expect((await visitor.closed).code).toBe(1006)
  await expect.poll(() => nodesStored(prefix), patience).toBe('2')
  for (const observer of observers) {
    expect(await hostFrames(observer, gone.length)).toEqual(notices(gone, 'left'))
    expect(await noticesOf(gone, observer, 'after')).toEqual({ left: [], joined: [] })
  }
  for (const client of [ada, bob]) expect(await listed(client)).toEqual([ada.id, bob.id].sort())
  const stored = () => redis.text(['EVAL', "return #redis.call('KEYS', ARGV[1])", '0', `${prefix}:poc:conn*`])
  await expect.poll(stored, patience).toBe('2')
  await speaker.stop()
  expect(speaker.sent.every(({ reply }) => reply === 'accepted')).toBe(true)
  await expectKept(speaker.sent, [speaker, ...members], ['c'])
})

test('who is on a node that stood still has left and is back, and has missed nothing', async () => {
  const { prefix, a, b, c } = await three()
  const observers = [await lobbyVisitor(a), await lobbyVisitor(b)]
  const frozen = await visitors(c)
  const [ada, onC] = [await webVisitor(a), await webVisitor(c)]
  const members = [await member(b, 'Bob', ['c']), await member(c, 'Cy', ['c'])]
  const speaker = await publisher(a, 'Ada', ['c'])
  await moreAccepted(speaker)
  for (const observer of observers) await noticesOf(frozen, observer, 'before')

  const over = pause(frozenMs)
  c.process.kill('SIGSTOP')
  await expect.poll(() => nodesStored(prefix), patience).toBe('2')
  for (const observer of observers) {
    expect(await hostFrames(observer, frozen.length)).toEqual(notices(frozen, 'left'))
    expect(await noticesOf(frozen, observer, 'meanwhile')).toEqual({ left: [], joined: [] })
  }
  expect(await listed(ada)).toEqual([ada.id])
  await over
  c.process.kill('SIGCONT')
  await expect.poll(() => nodesStored(prefix), patience).toBe('3')
  for (const observer of observers) {
    expect(await hostFrames(observer, frozen.length)).toEqual(notices(frozen, 'joined'))
    expect(await noticesOf(frozen, observer, 'after')).toEqual({ left: [], joined: [] })
  }
  expect(await listed(ada)).toEqual([ada.id, onC.id].sort())
  await moreAccepted(speaker)
  await speaker.stop()
  for (const { client } of members) expect(client.ws.readyState).toBe(client.ws.OPEN)
  for (const { ws } of frozen) expect(ws.readyState).toBe(ws.OPEN)
  await expectKept(speaker.sent, [speaker, ...members], ['c'])
})
