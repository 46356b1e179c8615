import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type Backplane,
  type BackplaneNode,
  FanOut,
  type History,
  type Position,
  stamped,
  Turn,
  Unavailable,
} from '../src/core/index.ts'
import { historyContract } from '../src/core/ports/history.contract.ts'
import { namesContract } from '../src/core/ports/names.contract.ts'
import { presenceContract } from '../src/core/ports/presence.contract.ts'
import { sanctionsContract } from '../src/core/ports/sanctions.contract.ts'
import { Interests } from '../src/fleet/interests.ts'
import { sharedRecorded } from '../src/fleet/shared-recorded.ts'
import {
  NodeChannel,
  noBackplaneCounts,
  type OpenedRedis,
  openRedis,
  redisBackplane,
  redisNames,
  redisPresence,
  redisSanctions,
  systemClock,
  systemIds,
} from '../src/stores/index.ts'
import { freshPrefix } from './support/fleet.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import { startCluster, type TestCluster } from './support/redis-fleet.ts'
import { silent } from './support/server.ts'

const retention = { events: 100_000, ageMs: 24 * 60 * 60_000 }
const topic = 'channel:room'

interface Heard {
  readonly text: string
  readonly offset: number
  readonly epoch: string
}

async function backplaneOn(redis: OpenedRedis, node: BackplaneNode): Promise<Backplane> {
  const name = systemIds().draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 4)
  const channel = new NodeChannel({ redis, node: name, clock: systemClock(), log: silent })
  await channel.open()
  return redisBackplane({ redis, api: '/hub', node, channel, log: silent, counts: noBackplaneCounts() })
}

/** History, for who hears nothing. */
async function historyOn(redis: OpenedRedis): Promise<History> {
  const { history } = await backplaneOn(redis, { deliver() {}, record() {}, members: () => [] })
  return history
}

/** One node: its part of the fleet, and a way to have members there. */
async function openNode(url: string, prefix: string) {
  const redis = await openRedis({ url, prefix, stage: 'poc', clock: systemClock(), log: silent })
  const encoder = new TextEncoder()
  const wire = {
    encode: (frame: string) => encoder.encode(`${frame}\n`),
    concat: (frames: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(frames)),
  }
  const fanOut = new FanOut(new Turn((run) => setImmediate(run)), wire, 10)
  const backplane = await backplaneOn(redis, {
    deliver: (...publish) => fanOut.deliver(...publish),
    record: (...event) => fanOut.record(...event),
    members: (of) => fanOut.members(of),
  })
  const recorded = sharedRecorded(fanOut, backplane, new Interests(fanOut, backplane))
  onTestFinished(() => redis.close())
  const member = async (connectionId: string, since?: Position) => {
    const heard: Heard[] = []
    const told: string[] = []
    const take = (frame: string): void => {
      if (frame.startsWith('{')) heard.push(JSON.parse(frame))
      else told.push(frame)
    }
    const push = (frames: Uint8Array): void => {
      for (const frame of Buffer.from(frames).toString().split('\n').filter(Boolean)) take(frame)
    }
    fanOut.attach({ connectionId, push })
    const following = {
      retention,
      ...(since && { since }),
      welcome: ({ recovered, count }: { readonly recovered: boolean; readonly count: number }) =>
        `welcome ${recovered} ${count}`,
      caughtUp: ({ offset }: Position) => `caught up ${offset}`,
    }
    const replies = { reply: take, hasRoom: () => undefined, isFirst: () => undefined }
    const joined = await recorded.follow(topic, connectionId, following, replies)
    expect(joined).toBe('joined')
    return { heard, told }
  }
  return { redis, recorded, backplane, member }
}

type Node = Awaited<ReturnType<typeof openNode>>

interface Acked {
  readonly text: string
  readonly position: Position | undefined
}

/** Publishes one after the other until it is told to stop; what is refused is tried again on the other node. */
function publisher(name: string, nodes: readonly Node[]) {
  const acked: Acked[] = []
  let retries = 0
  let isOver = false
  const publish = async (count: number): Promise<void> => {
    const text = `{"text":"${name}${count}"}`
    for (let attempt = count; ; attempt += 1) {
      const node = nodes[attempt % nodes.length]
      try {
        const appended = await node?.recorded.publish(topic, text, { retention, key: `${name}${count}` })
        acked.push({ text: `${name}${count}`, position: appended?.position })
        return
      } catch (error) {
        expect(error).toBeInstanceOf(Unavailable)
        retries += 1
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
  }
  const work = (async () => {
    for (let count = 0; !isOver; count += 1) {
      await publish(count)
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  return {
    acked,
    retries: () => retries,
    async stop() {
      isOver = true
      await work
      return acked
    },
  }
}

async function load(url: string) {
  const prefix = freshPrefix()
  const nodes = await Promise.all([openNode(url, prefix), openNode(url, prefix)])
  const [a, b] = nodes
  const members = [await a.member('ada'), await a.member('bob'), await b.member('eve')]
  const publishers = [publisher('x', nodes), publisher('y', nodes), publisher('z', nodes.toReversed())]
  const more = async (count: number): Promise<void> => {
    const target = publishers.map(({ acked }) => acked.length + count)
    const done = () => publishers.every(({ acked }, index) => acked.length >= (target[index] ?? 0))
    await vi.waitFor(() => expect(done()).toBe(true), { timeout: 30_000, interval: 5 })
  }
  const retries = (): number => publishers.reduce((sum, each) => sum + each.retries(), 0)
  return { prefix, nodes, members, publishers, more, retries }
}

type Load = Awaited<ReturnType<typeof load>>

/** All that is kept, page by page. */
async function historyOf({ recorded }: Node): Promise<readonly Heard[]> {
  const all: Heard[] = []
  for (;;) {
    const range = { after: all.at(-1)?.offset ?? 0, limit: 500, maxBytes: 1_000_000 }
    const { events, position } = await recorded.read(topic, range, retention)
    if (events.length === 0) return all
    for (const { offset, text } of events)
      all.push(JSON.parse(stamped(text, { offset, epoch: position.epoch })))
  }
}

/** What was acknowledged is kept where it was said to be, once, and every member has had every event, once and in order. Answers how many. */
async function endsWhole({ nodes, members, publishers }: Load): Promise<number> {
  const acked = (await Promise.all(publishers.map((each) => each.stop()))).flat()
  const [a, b] = nodes
  for (const node of [a, b]) await node.backplane.settled(topic)
  await new Promise((resolve) => setImmediate(resolve))
  const kept = await historyOf(a)
  expect(kept.map(({ offset }) => offset)).toEqual(kept.map((_, index) => index + 1))
  expect(new Set(kept.map(({ text }) => text)).size).toBe(kept.length)
  for (const { text, position } of acked) expect(kept[(position?.offset ?? 0) - 1]?.text).toBe(text)
  expect(kept).toHaveLength(acked.length)
  for (const { heard } of members) {
    expect(heard.map(({ text }) => text)).toEqual(kept.map(({ text }) => text))
    expect(heard.map(({ offset }) => offset)).toEqual(kept.map(({ offset }) => offset))
  }
  await comesBack(b, kept)
  return kept.length
}

async function comesBack(node: Node, kept: readonly Heard[]): Promise<void> {
  const middle = Math.floor(kept.length / 2)
  const epoch = kept.at(-1)?.epoch ?? ''
  const { heard, told } = await node.member('late', { epoch, offset: middle })
  expect(told).toEqual([`welcome true ${kept.length - middle}`, `caught up ${kept.length}`])
  expect(heard.map(({ offset }) => offset)).toEqual(kept.slice(middle).map(({ offset }) => offset))
}

const servers: { stop(): Promise<void> }[] = []
afterAll(async () => {
  for (const server of servers) await server.stop()
})

async function startKeeping(): Promise<TestRedis> {
  const redis = await startRedis({ config: ['appendonly yes', 'appendfsync always'] })
  servers.push(redis)
  return redis
}

const isWell = async ({ nodes }: Load): Promise<void> => {
  for (const { redis } of nodes) {
    await vi.waitFor(() => expect(redis.problem()).toBeUndefined(), { timeout: 20_000, interval: 20 })
  }
}

describe('while events are published on several nodes', () => {
  test.each<readonly [string, (redis: TestRedis, all: Load) => Promise<unknown>]>([
    [
      'connections are cut',
      async (redis, all) => {
        for (let round = 0; round < 6; round += 1) {
          await redis.command(['CLIENT', 'KILL', 'TYPE', round % 2 === 0 ? 'pubsub' : 'normal'])
          await all.more(20)
        }
      },
    ],
    [
      'Redis stands still',
      async (redis) => {
        redis.pause()
        await new Promise((resolve) => setTimeout(resolve, 2_500))
        redis.resume()
      },
    ],
    ['Redis ends and comes back with what it had', async (redis) => redis.restart()],
  ])('%s, and nothing is lost or comes twice', async (_label, disturb) => {
    const redis = await startKeeping()
    const all = await load(redis.url)
    await all.more(100)
    await disturb(redis, all)
    await isWell(all)
    await all.more(100)
    expect(all.retries()).toBeGreaterThan(0)
    expect(await endsWhole(all)).toBeGreaterThan(150)
  })
})

/** As `redis-cli --cluster reshard` does it, for one slot. */
async function moveSlot(cluster: TestCluster, slot: string, from: TestRedis, to: TestRedis): Promise<void> {
  const [fromId, toId] = [await from.text(['CLUSTER', 'MYID']), await to.text(['CLUSTER', 'MYID'])]
  await to.command(['CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId])
  await from.command(['CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId])
  const inSlot = async (): Promise<string[]> => {
    const keys = await from.command(['CLUSTER', 'GETKEYSINSLOT', slot, '100'])
    return Array.isArray(keys) ? keys.map(String) : []
  }
  for (let keys = await inSlot(); keys.length > 0; keys = await inSlot()) {
    await from.command(['MIGRATE', '127.0.0.1', `${to.port}`, '', '0', '5000', 'KEYS', ...keys])
  }
  for (const node of [to, from, ...cluster.nodes]) {
    await node.command(['CLUSTER', 'SETSLOT', slot, 'NODE', toId])
  }
}

describe('in a cluster', () => {
  const open = async (replicas: number, config: readonly string[]): Promise<TestCluster> => {
    const cluster = await startCluster({ replicas, config })
    servers.push(cluster)
    return cluster
  }

  test('a topic whose slot moves to another server and back loses nothing', async () => {
    const cluster = await open(0, [])
    const all = await load(cluster.url)
    await all.more(50)
    const name = `${all.prefix}:poc:topic:{/hub:${topic}}`
    const home = await cluster.masterOf(name)
    const other = cluster.nodes.find((node) => node !== home)
    if (other === undefined) throw new Error('the cluster has one server only')
    for (const [from, to] of [
      [home, other],
      [other, home],
    ] as const) {
      await moveSlot(cluster, await home.text(['CLUSTER', 'KEYSLOT', name]), from, to)
      await isWell(all)
      await all.more(50)
    }
    expect(await endsWhole(all)).toBeGreaterThan(150)
  })

  test('a server that ends and comes back has lost nothing', async () => {
    const cluster = await open(0, [
      'appendonly yes',
      'appendfsync always',
      'cluster-require-full-coverage no',
    ])
    const all = await load(cluster.url)
    await all.more(50)
    const master = await cluster.masterOf(`${all.prefix}:poc:topic:{/hub:${topic}}`)
    await master.restart()
    await isWell(all)
    await all.more(50)
    expect(await endsWhole(all)).toBeGreaterThan(150)
  })

  test('what a failover may have lost is in no epoch that goes on', async () => {
    const cluster = await open(1, [])
    const all = await load(cluster.url)
    await all.more(50)
    await cluster.killMasterOf(`${all.prefix}:poc:topic:{/hub:${topic}}`)
    await isWell(all)
    await all.more(50)
    await Promise.all(all.publishers.map((each) => each.stop()))
    for (const { backplane } of all.nodes) await backplane.settled(topic)
    await new Promise((resolve) => setImmediate(resolve))
    const said = new Map<string, string>()
    for (const { text, offset, epoch } of all.members.flatMap(({ heard }) => heard)) {
      const at = `${epoch}:${offset}`
      expect(said.get(at) ?? text).toBe(text)
      said.set(at, text)
    }
    // What came after the failover has come to everybody.
    const kept = await historyOf(all.nodes[0])
    const newest = kept.at(-1)?.epoch
    const ofNewest = all.members.map(({ heard }) => heard.filter(({ epoch }) => epoch === newest))
    for (const heard of ofNewest) {
      expect(heard.at(-1)).toEqual(kept.at(-1))
      expect(heard.length).toBeGreaterThan(100)
    }
  })
})

describe('the ports of a hub in a cluster', () => {
  let cluster: Promise<TestCluster> | undefined
  const openOn = async () => {
    cluster ??= startCluster({ replicas: 0 })
    const { url } = await cluster
    const redis = await openRedis({
      url,
      prefix: freshPrefix(),
      stage: 'poc',
      clock: systemClock(),
      log: silent,
    })
    onTestFinished(() => redis.close())
    return redis
  }
  afterAll(async () => (await cluster)?.stop())

  historyContract('redis cluster', async () => ({ history: await historyOn(await openOn()) }))
  presenceContract('redis cluster', async () => redisPresence(await openOn(), 'hub'))
  namesContract('redis cluster', async () => redisNames(await openOn()))
  sanctionsContract('redis cluster', async () =>
    redisSanctions({ redis: await openOn(), clock: systemClock(), log: silent }),
  )
})
