import { expect, vi } from 'vitest'
import { type RedisOptions, startRedis, type TestRedis } from './redis.ts'

const patienceMs = 40_000
const lookMs = 50
const slotCount = 16_384

/** Servers of which another one becomes the master when a master is away. The caller stops them. */
interface Replicated {
  /** As `stoa serve --redis` takes it. */
  readonly url: string
  /** Resolves when all are up, see each other, and every replica has what its master has. */
  untilWell(): Promise<void>
  stop(): Promise<void>
}

export interface TestCluster extends Replicated {
  readonly nodes: readonly TestRedis[]
  /** The master with the slot of this key, as most of those see it that answer. */
  masterOf(key: string): Promise<TestRedis>
  /** Kill or freeze the master of this key. Resolves to it when another one has its slot. */
  killMasterOf(key: string): Promise<TestRedis>
  pauseMasterOf(key: string): Promise<TestRedis>
}

export interface TestSentinel extends Replicated {
  readonly servers: readonly TestRedis[]
  readonly sentinels: readonly TestRedis[]
  /** The master, as most of the sentinels see it that answer. */
  master(): Promise<TestRedis>
  /** Kill or freeze the master. Resolves to it when there is another one. */
  killMaster(): Promise<TestRedis>
  pauseMaster(): Promise<TestRedis>
}

/** `replicas`: of each master. */
type FleetOptions = { readonly replicas?: number; readonly config?: readonly string[] }

// By default a master waits 5 s for more replicas before it sends what it has, and shows itself every 10 s.
const quickReplicas = ['repl-diskless-sync-delay 0', 'repl-ping-replica-period 1']

/** A cluster that takes a master for dead after 1 s. */
export async function startCluster({
  masters = 3,
  replicas = 1,
  config = [],
}: FleetOptions & { readonly masters?: number } = {}): Promise<TestCluster> {
  const spans = ['cluster-node-timeout 1000', 'cluster-allow-replica-migration no']
  const nodes = await startAll(masters * (1 + replicas), {
    role: 'cluster',
    config: [...spans, ...quickReplicas, ...config],
  })
  const untilWell = (): Promise<void> =>
    eventually('the cluster is well', () => every(nodes, (node) => isNodeWell(node, masters, replicas)))
  await orStop(nodes, async () => {
    await formCluster(nodes, masters)
    await untilWell()
  })

  const ownerOf = (key: string, except?: TestRedis): Promise<TestRedis> =>
    mostNamed(nodes, nodes, (node) => (node === except ? noPort() : portOfOwner(node, key)))
  return {
    url: urlOf('redis+cluster', nodes),
    untilWell,
    stop: () => stopAll(nodes),
    nodes,
    masterOf: ownerOf,
    killMasterOf: (key) => replaced((except) => ownerOf(key, except), 'kill'),
    pauseMasterOf: (key) => replaced((except) => ownerOf(key, except), 'pause'),
  }
}

/** A master with replicas, and sentinels that take it for dead after 1 s. They know it as `stoa`. */
export async function startSentinel({
  replicas = 1,
  sentinels: count = 3,
  config = [],
}: FleetOptions & { readonly sentinels?: number } = {}): Promise<TestSentinel> {
  const servers = await startAll(1 + replicas, { config: [...quickReplicas, ...config] })
  const sentinels: TestRedis[] = []
  const untilWell = (): Promise<void> =>
    eventually('the sentinels are well', async () => {
      const seen = await every(sentinels, (sentinel) => seesAll(sentinel, replicas, count))
      return seen && (await every(servers, (server) => isSynced(server, replicas)))
    })
  await orStop(servers, async () => {
    const [first, ...others] = servers
    for (const server of others) await server.command(['REPLICAOF', '127.0.0.1', `${first?.port}`])
    await eventually('replicas are in sync', () => every(servers, (server) => isSynced(server, replicas)))
    sentinels.push(...(await startAll(count, { role: 'sentinel', config: watching(first, count) })))
    await orStop(sentinels, async () => {
      // By default they ask every 10 s who copies whom, and all is well again that much later.
      for (const sentinel of sentinels) await sentinel.command(['SENTINEL', 'DEBUG', 'INFO-PERIOD', '1000'])
      await untilWell()
    })
  })

  const master = (): Promise<TestRedis> => mostNamed(sentinels, servers, portOfMaster)
  return {
    url: `${urlOf('redis+sentinel', sentinels)}/stoa`,
    untilWell,
    stop: () => stopAll([...sentinels, ...servers]),
    servers,
    sentinels,
    master,
    killMaster: () => replaced(master, 'kill'),
    pauseMaster: () => replaced(master, 'pause'),
  }
}

const watching = (master: TestRedis | undefined, sentinels: number): string[] => [
  `sentinel monitor stoa 127.0.0.1 ${master?.port} ${Math.floor(sentinels / 2) + 1}`,
  'sentinel down-after-milliseconds stoa 1000',
  'sentinel failover-timeout stoa 3000',
]

const urlOf = (scheme: string, servers: readonly TestRedis[]): string =>
  `${scheme}://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`

/** The first `masters` nodes share the slots, and each of the others copies one of them. */
async function formCluster(nodes: readonly TestRedis[], masters: number): Promise<void> {
  const [first, ...others] = nodes
  for (const node of others) {
    const [, busPort = ''] = (await node.text(['CONFIG', 'GET', 'cluster-port'])).split(',')
    await first?.command(['CLUSTER', 'MEET', '127.0.0.1', `${node.port}`, busPort])
  }
  const firstSlot = (share: number): number => Math.floor((share * slotCount) / masters)
  for (const [share, node] of nodes.slice(0, masters).entries()) {
    await node.command(['CLUSTER', 'ADDSLOTSRANGE', `${firstSlot(share)}`, `${firstSlot(share + 1) - 1}`])
  }
  await eventually('the nodes know each other', () =>
    every(nodes, async (node) => (await neighbours(node)).filter(isUp).length === nodes.length),
  )
  for (const [at, node] of nodes.slice(masters).entries()) {
    const master = (await nodes[at % masters]?.text(['CLUSTER', 'MYID'])) ?? ''
    await node.command(['CLUSTER', 'REPLICATE', master])
  }
}

/** A line of `CLUSTER NODES`: what one node says of another. */
interface Neighbour {
  readonly port: number
  readonly flags: readonly string[]
  readonly link: string
  readonly slots: readonly Range[]
}

type Range = { readonly from: number; readonly to: number }

async function neighbours(node: TestRedis): Promise<Neighbour[]> {
  const lines = (await node.text(['CLUSTER', 'NODES'])).trim().split('\n')
  return lines.map((line) => {
    const [, address = '', flags = '', , , , , link = '', ...ranges] = line.split(' ')
    const slots = ranges.map((range) => {
      const [from = '', to = from] = range.split('-')
      return { from: Number(from), to: Number(to) }
    })
    return { port: Number(/:(\d+)@/.exec(address)?.[1]), flags: flags.split(','), link, slots }
  })
}

const isUp = ({ flags, link }: Neighbour): boolean =>
  link === 'connected' && !flags.some((flag) => ['handshake', 'fail', 'fail?', 'noaddr'].includes(flag))

async function isNodeWell(node: TestRedis, masters: number, replicas: number): Promise<boolean> {
  const all = (await neighbours(node)).filter(isUp)
  const owners = all.filter(({ flags, slots }) => flags.includes('master') && slots.length > 0)
  const copies = all.filter(({ flags }) => flags.includes('slave'))
  if (owners.length !== masters || copies.length !== masters * replicas) return false
  return (await node.text(['CLUSTER', 'INFO'])).includes('cluster_state:ok') && isSynced(node, replicas)
}

/** A master with all its replicas, or a replica with its master. */
async function isSynced(server: TestRedis, replicas: number): Promise<boolean> {
  const info = await server.text(['INFO', 'replication'])
  if (info.includes('role:slave')) return info.includes('master_link_status:up')
  return [...info.matchAll(/state=online/g)].length === replicas
}

async function seesAll(sentinel: TestRedis, replicas: number, sentinels: number): Promise<boolean> {
  const master = await sentinel.text(['SENTINEL', 'MASTER', 'stoa'])
  if (!master.includes(',flags,master,link-pending')) return false
  if (!master.includes(`,num-other-sentinels,${sentinels - 1},`)) return false
  const copies = await sentinel.text(['SENTINEL', 'REPLICAS', 'stoa'])
  const count = (text: string): number => copies.split(text).length - 1
  return count(',flags,slave,link-pending') === replicas && count(',master-link-status,ok,') === replicas
}

async function portOfOwner(node: TestRedis, key: string): Promise<number> {
  const slot = Number(await node.text(['CLUSTER', 'KEYSLOT', key]))
  const holds = ({ from, to }: Range): boolean => from <= slot && slot <= to
  return (await neighbours(node)).find(({ slots }) => slots.some(holds))?.port ?? noPort()
}

async function portOfMaster(sentinel: TestRedis): Promise<number> {
  const [, port] = (await sentinel.text(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'stoa'])).split(',')
  return Number(port)
}

const noPort = (): Promise<never> => Promise.reject(new Error('not asked'))

/** The server whose port most of the witnesses name that answer. Throws if none answers. */
async function mostNamed(
  witnesses: readonly TestRedis[],
  servers: readonly TestRedis[],
  portNamedBy: (witness: TestRedis) => Promise<number>,
): Promise<TestRedis> {
  const named = (await Promise.allSettled(witnesses.map(portNamedBy))).flatMap((answer) =>
    answer.status === 'fulfilled' ? [answer.value] : [],
  )
  const votes = (server: TestRedis): number => named.filter((port) => port === server.port).length
  const [most] = [...servers].sort((a, b) => votes(b) - votes(a))
  if (most === undefined || votes(most) === 0) throw new Error('nobody says who the master is')
  return most
}

async function replaced(find: (except?: TestRedis) => Promise<TestRedis>, act: 'kill' | 'pause') {
  const was = await find()
  await was[act]()
  await eventually('there is another master', async () => (await find(was)) !== was)
  return was
}

async function startAll(count: number, options: RedisOptions): Promise<TestRedis[]> {
  const up: TestRedis[] = []
  await orStop(up, async () => {
    while (up.length < count) up.push(await startRedis(options))
  })
  return up
}

async function stopAll(servers: readonly TestRedis[]): Promise<void> {
  for (const server of servers) await server.stop()
}

async function orStop(servers: readonly TestRedis[], work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await stopAll(servers)
    throw error
  }
}

async function every(servers: readonly TestRedis[], holds: (server: TestRedis) => Promise<boolean>) {
  return (await Promise.all(servers.map(holds))).every(Boolean)
}

/** Looks again and again until it holds. A server that does not answer is one for which it does not hold. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const look = async () => expect({ [what]: await holds() }).toEqual({ [what]: true })
  await vi.waitFor(look, { timeout: patienceMs, interval: lookMs })
}
