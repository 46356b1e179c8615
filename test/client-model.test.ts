import fc from 'fast-check'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { defaultNamespaces } from '../src/apis/hub/namespaces.ts'
import { type Client, connect, type Gap } from '../src/client/index.ts'
import { type FaultProxy, startFaultProxy } from './support/fault-proxy.ts'
import { hubUrl } from './support/hub-client.ts'
import { login, startServer } from './support/server.ts'

/** The clients' spans are that much shorter. */
const haste = 50
const channelName = 'room:model'

type Command =
  | { readonly does: 'publish'; readonly who: number; readonly count: number }
  | { readonly does: 'drop' | 'darken' | 'deafen' | 'leap'; readonly who: number }
  | { readonly does: 'wait'; readonly ms: number }

const who = fc.nat(2)
const commands = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        does: fc.constant('publish' as const),
        who,
        count: fc.integer({ min: 1, max: 6 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        does: fc.constantFrom('drop' as const, 'darken' as const, 'deafen' as const, 'leap' as const),
        who,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60 }) }),
    },
  ),
  { minLength: 5, maxLength: 25 },
)

interface Side {
  readonly client: Client
  readonly proxy: FaultProxy
  readonly heard: (number | Gap)[]
  leapMs: number
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** The offsets that were handed out, and those in gaps. Fails if they are not in order, or come twice. */
function covered(heard: readonly (number | Gap)[]): Set<number> {
  const offsets = new Set<number>()
  let last = 0
  for (const item of heard) {
    const [from, to] =
      typeof item === 'number' ? [item, item] : [(item.after?.offset ?? 0) + 1, item.now.offset]
    if (from <= last) throw new Error(`${from} comes after ${last}`)
    for (let offset = from; offset <= to; offset += 1) offsets.add(offset)
    last = to
  }
  return offsets
}

async function enter(server: Awaited<ReturnType<typeof startServer>>): Promise<Side> {
  const url = new URL(hubUrl(server))
  const proxy = await startFaultProxy(Number(url.port))
  url.port = String(proxy.port)
  const { auth_token } = await login(server)
  const side = { proxy, heard: [] as (number | Gap)[], leapMs: 0 }
  const client = connect({
    url: url.href,
    WebSocket,
    getToken: () => auth_token,
    platform: {
      now: () => Date.now() + side.leapMs,
      after(delayMs, task) {
        const timer = setTimeout(task, delayMs / haste)
        return () => clearTimeout(timer)
      },
    },
  })
  const channel = client.channel(channelName)
  channel.on('message', ({ offset = 0 }) => side.heard.push(offset))
  channel.on('gap', (gap) => side.heard.push(gap))
  await channel.join()
  return Object.assign(side, { client })
}

interface World {
  readonly sides: readonly Side[]
  readonly said: Promise<unknown>[]
  /** What was acknowledged, by offset. */
  readonly acks: Map<number, string>
}

/** What each kind of command does to a side. */
const deeds = {
  publish({ said, acks }: World, { client }: Side, count: number): void {
    for (let n = 0; n < count; n += 1) {
      const text = `${said.length}`
      const accepted = ({ offset = 0 }): void => {
        if (acks.has(offset)) throw new Error(`${offset} is given twice`)
        acks.set(offset, text)
      }
      said.push(client.channel(channelName).publish(text).then(accepted))
    }
  },
  drop: (_world: World, { proxy }: Side): void => proxy.cut(),
  darken: (_world: World, { proxy }: Side): void =>
    proxy.set({ dead: proxy.faults.dead.length > 0 ? [] : ['up', 'down'] }),
  deafen: (_world: World, { proxy }: Side): void => proxy.set({ dead: ['down'] }),
  leap(_world: World, side: Side): void {
    side.leapMs += side.leapMs > 0 ? -3_600_000 : 60_000
  },
}

async function run(world: World, command: Command): Promise<void> {
  if (command.does === 'wait') return pause(command.ms)
  const side = world.sides[command.who]
  if (side !== undefined) deeds[command.does](world, side, 'count' in command ? command.count : 0)
}

async function checked({ sides, said, acks }: World, isAllKept: boolean): Promise<void> {
  for (const { proxy } of sides) proxy.set({ dead: [] })
  await Promise.all(said)
  const last = Math.max(0, ...acks.keys())
  for (const { heard } of sides) {
    const isThere = (): boolean => last === 0 || covered(heard).has(last)
    await expect.poll(isThere, { timeout: 20_000, interval: 5 }).toBe(true)
    const all = covered(heard)
    expect([...acks.keys()].filter((offset) => !all.has(offset))).toEqual([])
  }
  const page = await sides[0]?.client.channel<string>(channelName).history({ after: 0, limit: 100 })
  const kept = new Map(page?.events.map(({ offset = 0, data }) => [offset, data]))
  if (isAllKept && page?.more === false) {
    expect(kept).toEqual(new Map([...acks].sort(([a], [b]) => a - b)))
    for (const { heard } of sides) expect(heard).toEqual([...kept.keys()])
  }
}

const kept = fc.constantFrom(5, 300)

test('what is acknowledged is handed out once and in order, or reported as lost', async () => {
  const property = fc.asyncProperty(commands, kept, async (script, events) => {
    const rules = { join: 'guest', publish: 'guest', history: 'guest', presence: 'guest' } as const
    const room = { ...rules, retention: { events, ageMs: 3_600_000 } }
    const server = await startServer({ hub: { namespaces: { ...defaultNamespaces, room } } })
    const sides = [await enter(server), await enter(server), await enter(server)]
    const world = { sides, said: [], acks: new Map() }
    try {
      for (const command of script) await run(world, command)
      await checked(world, events === 300)
    } finally {
      for (const { client, proxy } of sides) {
        client.close()
        await proxy.stop()
      }
      await server.stop()
    }
  })
  await fc.assert(property, { numRuns: 20, interruptAfterTimeLimit: 45_000 })
}, 60_000)
