import { afterAll, beforeAll, expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { startNode } from './support/fleet.ts'
import { chatter, join, leave, lobbyVisitor, message } from './support/fleet-clients.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import type { TestServer } from './support/server.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

/** A topic's log lives so long after its last publish, in milliseconds. */
const logMs = 60_000
const patience = { timeout: 10_000, interval: 50 }

async function list(...args: readonly string[]): Promise<string[]> {
  const answer = await redis.command(args)
  return Array.isArray(answer) ? answer.map(String).sort() : []
}

const channels = () => list('PUBSUB', 'CHANNELS', '*')
const keys = () => list('KEYS', '*')

async function two(prefix: string): Promise<readonly [TestServer, TestServer]> {
  const node = () => startNode({ redis: { url: redis.url, prefix } })
  return Promise.all([node(), node()])
}

/** Join fresh channels, a hundred at a time, say something in one of each hundred, and leave them. */
async function comeAndGo(client: Client, name: string, hundreds: number): Promise<void> {
  for (let hundred = 0; hundred < hundreds; hundred += 1) {
    const fresh = Array.from({ length: 100 }, (_, at) => `${name} ${hundred} ${at}`)
    for (const channel of fresh) client.send(join(channel))
    expect(await client.take(100)).toEqual(fresh.map((channel) => `{"message":"You have joined ${channel}"}`))
    client.send(message(fresh[0] ?? '', 'hi'))
    await client.take(2)
    for (const channel of fresh) client.send(leave(channel))
    expect(await client.take(100)).toEqual(fresh.map((channel) => `{"message":"You have left ${channel}"}`))
  }
}

/** Join fresh channels and vanish, with or without a goodbye. */
async function comeAndVanish(client: Client, name: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) client.send(join(`${name} ${at}`))
  await client.take(count)
  if (count % 2 === 0) client.ws.terminate()
  else await client.close()
}

test('after 10,000 joins and leaves of fresh channels nothing of them is heard or stored', async () => {
  const nodes = await two('churn')
  const chatters = (name: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, at) => chatter(nodes[at % 2 === 0 ? 0 : 1], `${name}${at}`)),
    )
  const residents = await chatters('resident', 2)
  for (const resident of residents) resident.send(join('home'))
  for (const resident of residents) await resident.next()
  const [goers, vanishers] = [await chatters('goer', 8), await chatters('vanisher', 8)]
  const before = { channels: await channels(), keys: await keys() }

  await Promise.all([
    ...goers.map((client, at) => comeAndGo(client, `goer ${at}`, 10)),
    ...vanishers.map((client, at) => comeAndVanish(client, `vanisher ${at}`, 250 + at)),
  ])
  await expect.poll(channels, patience).toEqual(before.channels)
  const logs = (await keys()).filter((key) => !before.keys.includes(key))
  // What is left is what was said in the last minute, of one channel in each hundred.
  expect(logs).toHaveLength(80)
  for (const log of logs) {
    expect(log).toMatch(/^churn:poc:log:\{/)
    const left = Number(await redis.text(['PTTL', log]))
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(logMs)
  }
  residents[0]?.send(message('home', 'still here'))
  expect(await residents[1]?.next()).toContain('still here')
}, 60_000)

test('of a thousand visitors of the lobby nothing is stored when they are gone, however they went', async () => {
  const nodes = await two('visits')
  const stays = await lobbyVisitor(nodes[0])
  const before = await channels()
  const stored = async () => (await keys()).filter((key) => key.startsWith('visits:poc:connections:'))
  for (let hundred = 0; hundred < 10; hundred += 1) {
    const visitors = await Promise.all(
      Array.from({ length: 100 }, (_, at) => Client.open(`${nodes[at % 2 === 0 ? 0 : 1].wsUrl}/LATEST`)),
    )
    await Promise.all(
      visitors.map((visitor, at) => (at % 3 === 0 ? visitor.ws.terminate() : visitor.close())),
    )
  }
  await expect.poll(channels, patience).toEqual(before)
  await expect.poll(stored, patience).toHaveLength(1)
  const [connections = ''] = await stored()
  await expect.poll(() => redis.text(['HLEN', connections]), patience).toBe('1')
  await stays.close()
  await expect.poll(stored, patience).toEqual([])
}, 60_000)

test('of a fleet that has stopped users, keys and settings are left, and what has an end', async () => {
  const nodes = await two('stopped')
  await Promise.all([chatter(nodes[0], 'Ada', 'c'), lobbyVisitor(nodes[1])])
  await Promise.all(nodes.map((node) => node.stop()))
  expect((await channels()).filter((channel) => channel.startsWith('stopped:'))).toEqual([])
  const left = (await keys()).filter((key) => key.startsWith('stopped:'))
  const kinds = { kept: new Set<string>(), ending: new Set<string>() }
  for (const key of left) {
    const [, , kind = ''] = key.split(':')
    kinds[(await redis.text(['PTTL', key])) === '-1' ? 'kept' : 'ending'].add(kind)
  }
  expect([...kinds.kept].sort()).toEqual(['guest', 'names', 'newest-signing-key', 'setting', 'signing-keys'])
  expect([...kinds.ending].sort()).toEqual(['bus', 'bus-rules', 'bus-state', 'log', 'rate'])
})
