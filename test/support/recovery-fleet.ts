import { expect, onTestFinished } from 'vitest'
import { fleet, type Stoa } from '../../src/presets/index.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { freshPrefix } from './fleet.ts'
import { keptOf, leap, leapingClock, recoveryHub, tokensOf } from './recovery-embedded.ts'
import type { RecoveryHome } from './recovery-model.ts'
import { startRedis } from './redis.ts'
import { silent } from './server.ts'

interface Node {
  readonly stoa: Stoa
  readonly port: number
  /** Its way to Redis. */
  readonly road: FaultProxy
}

/** Two nodes and a Redis, until the test has ended. Clients go to one node or the other, and to another one when theirs ends. */
export async function fleetHome(): Promise<RecoveryHome> {
  const redis = await startRedis()
  const prefix = freshPrefix()
  const clock = leapingClock()
  const all: Node[] = []
  const open = async (): Promise<Node> => {
    const road = await startFaultProxy(redis.port)
    const url = `redis://127.0.0.1:${road.port}`
    const options = { log: silent, clock, hub: recoveryHub, redis: { url, prefix } }
    const stoa = await fleet(options).catch(async (error: unknown) => {
      await road.stop()
      throw error
    })
    const node = { stoa, road, port: Number(new URL(stoa.url).port) }
    all.push(node)
    return node
  }
  let nodes: Node[] = await Promise.all([open(), open()])
  const starting = new Set<Promise<unknown>>()
  onTestFinished(async () => {
    await Promise.all(starting)
    for (const { road } of all) road.set({ dead: [] })
    await Promise.all(all.map(({ stoa }) => stoa.stop()))
    for (const { road } of all) await road.stop()
    await redis.stop()
  })

  /** What is struck while it starts does not start. */
  const opened = async (): Promise<void> => {
    for (let node: Node | undefined; node === undefined; ) {
      node = await open().catch(() => undefined)
      if (node !== undefined) nodes.push(node)
    }
  }

  /** For everybody else a node is dead when nothing of it comes any more, in the middle of whatever it was at. */
  const kill = (at: number, lines: readonly FaultProxy[]): void => {
    const dead = nodes[at % nodes.length]
    if (dead === undefined || nodes.length < 2) return
    dead.road.set({ dead: ['up', 'down'] })
    nodes = nodes.filter((node) => node !== dead)
    for (const line of lines) line.cut(dead.port)
    const another = opened()
    starting.add(another)
    void another.finally(() => starting.delete(another))
  }
  return {
    port: (client) => nodes[client % nodes.length]?.port,
    token: tokensOf(() => nodes[0]?.stoa ?? { url: '' }),
    strikes: [
      kill,
      (at) => nodes[at % nodes.length]?.road.cut(),
      // A blow that does not land is none.
      () => redis.command(['CLIENT', 'KILL', 'TYPE', 'pubsub']).catch(() => {}),
      leap(clock),
    ],
    async mend() {
      clock.leapMs = 0
      await Promise.all(starting)
      for (const { stoa } of nodes) await untilReady(stoa)
    },
    namespaces: keptOf,
    haste: 50,
    now: Date.now,
    wire: { isOrdered: true },
  }
}

async function untilReady({ url }: Stoa): Promise<void> {
  const status = async (): Promise<number> => (await fetch(`${url}/health/ready`)).status
  await expect.poll(status, { timeout: 20_000, interval: 20 }).toBe(200)
}
