import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freshPrefix, type NodeProcess, serveNode } from './support/fleet.ts'
import { hostSays, lobbyVisitor, saysInLobby, webVisitor } from './support/fleet-clients.ts'
import { moreAccepted } from './support/fleet-crowd.ts'
import { roamer, type Stay } from './support/fleet-roamer.ts'
import { startRedis, type TestRedis } from './support/redis.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

const patience = { timeout: 10_000, interval: 20 }
/** What is on its way when a node is told to go may be lost to who is on it. */
const onTheWayMs = 250

async function found(...args: readonly string[]): Promise<string[]> {
  const answer = await redis.command(args)
  return Array.isArray(answer) ? answer.map(String) : []
}

/** Names of keys and channels that belong to one node. */
async function tracesOf(prefix: string, node: string): Promise<string[]> {
  const named = [...(await found('KEYS', '*')), ...(await found('PUBSUB', 'CHANNELS', '*'))]
  const beats = await found('HKEYS', `${prefix}:poc:nodes:{nodes}`)
  return [
    ...named.filter((name) => name.split(/[:{}]/).includes(node)),
    ...beats.filter((beat) => beat === node),
  ]
}

/** End a node as a deployment does, with somebody on it. Its id is in the connectionIds that it gives. */
async function stopGently(node: NodeProcess, other: NodeProcess, prefix: string): Promise<void> {
  const { id } = await webVisitor(node)
  const observer = await lobbyVisitor(other)
  const guest = await lobbyVisitor(node)
  const nodeId = id.slice(0, 4)
  expect(await tracesOf(prefix, nodeId)).toHaveLength(3)
  node.process.kill('SIGTERM')
  expect((await guest.closed).code).toBe(1001)
  expect(await node.exit).toEqual({ code: 0, signal: null })
  expect(await tracesOf(prefix, nodeId)).toEqual([])
  observer.send({ action: 'send', text: 'end' })
  const heard = await observer.until((frame) => frame === saysInLobby(observer.name, 'end'))
  expect(heard).toEqual([hostSays(`${guest.name} joined`), hostSays(`${guest.name} left`)])
  await observer.close()
}

test('nodes are restarted one after the other, and what was accepted comes to all who could stay', async () => {
  const prefix = freshPrefix()
  const start = () => serveNode(redis.url, prefix)
  const nodes = new Set([await start(), await start(), await start()])
  const told = new Map<string, number>()
  const roamers = await Promise.all(
    ['Ada', 'Bob', 'Cy', 'Di', 'Ed', 'Fay'].map((name, at) => roamer(name, at + 1, 'c', () => [...nodes])),
  )
  const stays = () => roamers.flatMap((each) => each.stays)
  const talking = () =>
    Promise.all(roamers.map(({ stays: [...own] }) => moreAccepted(own.at(-1)?.who ?? never())))
  await talking()

  for (const node of Array.from(nodes)) {
    nodes.delete(node)
    const [other = never()] = nodes
    told.set(node.url, performance.now())
    await stopGently(node, other, prefix)
    const moved = () => stays().filter((stay) => stay.node.url === node.url)
    await vi.waitFor(() => expect(moved().every(({ code }) => code === 1001)).toBe(true), patience)
    nodes.add(await start())
    await talking()
  }
  for (const each of roamers) await each.settle()
  expect(stays().length).toBeGreaterThan(roamers.length)

  const end = performance.now()
  for (const stay of stays()) {
    const until = (told.get(stay.node.url) ?? end + onTheWayMs) - onTheWayMs
    await vi.waitFor(() => expectHeard(stay, stays(), until), patience)
  }
})

const never = (): never => {
  throw new Error('there is always another one')
}

/** Of everybody it has heard what was accepted while it was there, once and in order. */
function expectHeard({ who, since }: Stay, all: readonly Stay[], until: number): void {
  const heard = who.heard.get('c') ?? []
  expect(heard).toHaveLength(new Set(heard).size)
  for (const other of all) {
    const accepted = other.who.sent
      .filter(({ reply, sentAt, repliedAt }) => reply === 'accepted' && sentAt > since && repliedAt < until)
      .map(({ number }) => number)
    const known = new Set(accepted)
    expect(heard.filter((number) => known.has(number))).toEqual(accepted)
  }
}
