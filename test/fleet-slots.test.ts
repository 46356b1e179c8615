import { afterAll, beforeAll, expect, test } from 'vitest'
import { message } from './support/fleet-clients.ts'
import { become, crowd, endLoad, fine, moreAccepted } from './support/fleet-crowd.ts'
import { member } from './support/fleet-load.ts'
import type { TestRedis } from './support/redis.ts'
import { startCluster, type TestCluster } from './support/redis-fleet.ts'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster({ replicas: 0 })
})
afterAll(() => cluster.stop())

async function lines(node: TestRedis, args: readonly string[]): Promise<string[]> {
  const answer = await node.command(args)
  return Array.isArray(answer) ? answer.map(String) : []
}

/** As `redis-cli --cluster reshard` does it, for one slot. */
async function move(slot: string, from: TestRedis, to: TestRedis): Promise<void> {
  const [fromId, toId] = [await from.text(['CLUSTER', 'MYID']), await to.text(['CLUSTER', 'MYID'])]
  await to.command(['CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId])
  await from.command(['CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId])
  const inSlot = () => lines(from, ['CLUSTER', 'GETKEYSINSLOT', slot, '100'])
  for (let keys = await inSlot(); keys.length > 0; keys = await inSlot()) {
    await from.command(['MIGRATE', '127.0.0.1', `${to.port}`, '', '0', '5000', 'KEYS', ...keys])
  }
  for (const node of [to, from, ...cluster.nodes]) {
    await node.command(['CLUSTER', 'SETSLOT', slot, 'NODE', toId])
  }
}

test('a channel whose slot moves to another server and back loses nothing that was accepted', async (context) => {
  const all = await crowd(context, { a: cluster.url, b: cluster.url })
  const topic = 'stoa:poc:topic:{/:channel:c}'
  const slot = await cluster.nodes[0]?.text(['CLUSTER', 'KEYSLOT', topic])
  const home = await cluster.masterOf(topic)
  const other = cluster.nodes.find((node) => node !== home)
  if (slot === undefined || other === undefined) throw new Error('the cluster has one server only')
  await move(slot, home, other)
  await moreAccepted(all.speaker)
  const heard = () => other.command(['PUBSUB', 'SHARDNUMSUB', topic])
  await expect.poll(heard, { timeout: 5_000, interval: 20 }).toEqual([topic, 2])
  await move(slot, other, home)
  await endLoad(all)
})

test('channels are heard again when their server comes back before another one takes its place', async (context) => {
  const channels = Array.from({ length: 12 }, (_, at) => `c${at}`)
  const all = await crowd(context, { a: cluster.url, b: cluster.url }, channels)
  const master = await cluster.masterOf('stoa:poc:topic:{/:channel:c0}')
  await master.kill()
  await master.restart()
  await become([all.a, all.b], fine, 15_000)
  await endLoad(all)
  const newcomer = await member(all.b, 'Cy', channels)
  for (const channel of channels) all.speaker.client.send(message(channel, '1000000'))
  const heard = () => channels.filter((channel) => newcomer.heard.get(channel)?.includes(1_000_000))
  await expect.poll(heard, { timeout: 5_000, interval: 20 }).toEqual(channels)
})
