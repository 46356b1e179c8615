import fc from 'fast-check'
import { expect, vi } from 'vitest'
import { type Channel, type Client, connect, type Gap, HubFailure } from '../../src/client/index.ts'
import type { HubPosition } from '../../src/protocol/index.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { faultsOf, type Placed } from './recovery-faults.ts'
import { type Command, type Deed, type Script, scripts, sideCount } from './recovery-script.ts'
import { type WireOptions, watchedWire } from './recovery-wire.ts'

/** What the clients talk to. It serves one run after the other, each with channels of its own. */
export interface RecoveryHome {
  /** Where a client is led that connects now, by its number; nowhere while nobody serves. */
  port(client: number): number | undefined
  token(client: number): Promise<string>
  /** What can happen to the server. `at`: when or where, if that matters. */
  readonly strikes: readonly ((at: number, lines: readonly FaultProxy[]) => unknown)[]
  /** Let everything be well again. */
  mend(): Promise<void>
  /** What channels begin with, and whether all is kept that is said in them. */
  readonly namespaces: Readonly<Record<string, boolean>>
  /** The clients' spans are that much shorter. */
  readonly haste: number
  /** What the clients' clocks say, when they are right. */
  now(): number
  readonly wire: Pick<WireOptions, 'isOrdered' | 'altered'>
}

interface Side {
  readonly client: Client
  readonly line: FaultProxy
  readonly rooms: readonly Room[]
  leapMs: number
}

/** A channel as one client sees it. */
interface Room {
  readonly channel: Channel<string>
  readonly items: (Placed | Gap)[]
  from: HubPosition
}

interface World {
  readonly sides: readonly Side[]
  readonly channels: readonly string[]
  readonly said: Promise<void>[]
  readonly acks: Placed[][]
  readonly faults: string[]
}

const patience = { timeout: 20_000, interval: 5 }

/** What each of these commands does to a side. */
const deeds: Readonly<Record<Deed, (side: Side) => void>> = {
  drop: ({ line }: Side): void => line.cut(),
  darken: ({ line }: Side): void => line.set({ dead: line.faults.dead.length > 0 ? [] : ['up', 'down'] }),
  deafen: ({ line }: Side): void => line.set({ dead: ['down'] }),
  slow: ({ line }: Side): void => line.set({ delayMs: line.faults.delayMs > 0 ? 0 : 20 }),
  leap(side: Side): void {
    side.leapMs += side.leapMs > 0 ? -3_600_000 : 60_000
  },
  reconnect({ client }: Side): void {
    client.close()
    client.open()
  },
}

let runs = 0

/** What is against the promise when the script has been run. */
export async function play(home: RecoveryHome, { namespaces, commands }: Script): Promise<string[]> {
  runs += 1
  const channels = namespaces.map((namespace, at) => `${namespace}:run-${process.pid}-${runs}-${at}`)
  const isKept = (channel: string): boolean => home.namespaces[channel.split(':')[0] ?? ''] ?? false
  let isSettling = false
  const wire = watchedWire({ ...home.wire, isKept, mayRead: () => isSettling })
  const sides: Side[] = []
  try {
    for (let at = 0; at < sideCount; at += 1) sides.push(await enter(home, at, channels, wire.WebSocket))
    const world: World = { sides, channels, said: [], acks: channels.map(() => []), faults: [] }
    for (const command of commands) await perform(world, home, command)
    await calm(world, home)
    isSettling = true
    await settle(world)
    return [...wire.faults, ...world.faults, ...(await outcomes(world, home, namespaces))]
  } finally {
    for (const { client } of sides) client.close()
    for (const { line } of sides) await line.stop()
  }
}

async function enter(
  home: RecoveryHome,
  at: number,
  names: readonly string[],
  WebSocket: ReturnType<typeof watchedWire>['WebSocket'],
): Promise<Side> {
  const line = await startFaultProxy(() => home.port(at))
  const clock = { leapMs: 0 }
  const client = connect({
    url: `ws://127.0.0.1:${line.port}/hub`,
    WebSocket,
    getToken: () => home.token(at),
    platform: {
      now: () => home.now() + clock.leapMs,
      after(delayMs, task) {
        const timer = setTimeout(task, delayMs / home.haste)
        return () => clearTimeout(timer)
      },
    },
  })
  // What goes wrong is what this is about.
  client.on('error', () => {})
  const rooms = names.map((name) => roomOf(client.channel<string>(name)))
  for (const room of rooms) {
    await room.channel.join()
    room.from = room.channel.position ?? room.from
  }
  return Object.assign(clock, { client, line, rooms })
}

function roomOf(channel: Channel<string>): Room {
  const items: (Placed | Gap)[] = []
  channel.on('message', ({ epoch = '', offset = 0, data }) => items.push({ epoch, offset, text: data }))
  channel.on('gap', (gap) => items.push(gap))
  return { channel, items, from: { epoch: '', offset: 0 } }
}

async function perform(world: World, home: RecoveryHome, command: Command): Promise<void> {
  const { sides } = world
  switch (command.does) {
    case 'wait':
      return new Promise((done) => setTimeout(done, command.ms))
    case 'strike':
      await home.strikes[command.which % home.strikes.length]?.(
        command.at,
        sides.map(({ line }) => line),
      )
      return
    case 'publish':
      for (let n = 0; n < command.count; n += 1) publish(world, command.who, command.channel)
      return
    default: {
      const side = sides[command.who]
      if (side !== undefined) deeds[command.does](side)
    }
  }
}

/** The server may be away, or the client have been closed: then it is said once, or not at all. */
const forgivable = new Set(['closed', 'uncertain', 'unavailable', 'internal'])

function publish({ sides, said, acks, faults }: World, who: number, channel: number): void {
  const text = `${said.length}`
  const room = sides[who]?.rooms[channel]
  if (room === undefined) return
  said.push(
    room.channel.publish(text).then(
      ({ epoch = '', offset = 0 }) => void acks[channel]?.push({ epoch, offset, text }),
      (error: unknown) => {
        if (!(error instanceof HubFailure && forgivable.has(error.code)))
          faults.push(`${text}: ${String(error)}`)
      },
    ),
  )
}

/** Everything is well and answered. */
async function calm({ sides, said }: World, home: RecoveryHome): Promise<void> {
  for (const { line } of sides) line.set({ dead: [], delayMs: 0 })
  await home.mend()
  await Promise.all(said)
  const out = (): unknown[] =>
    sides.flatMap(({ client, rooms }, who) => {
      const left = rooms.filter(({ channel }) => channel.state !== 'joined')
      return left.map(({ channel: { name, state } }) => ({ who, client: client.state, name, state }))
    })
  await expect.poll(out, patience).toEqual([])
}

/** Everybody has what is there. */
async function settle({ sides, channels }: World): Promise<void> {
  for (const at of channels.keys()) {
    // A request without a key ends with a connection that is not well yet.
    const last = (await vi.waitFor(() => historyOf(sides, at), patience)).at(-1)?.offset ?? 0
    for (const { rooms } of sides) {
      const position = (): number => rooms[at]?.channel.position?.offset ?? -1
      await expect.poll(position, patience).toBeGreaterThanOrEqual(last)
    }
  }
}

/** All that is kept, page by page. */
async function historyOf(sides: readonly Side[], at: number): Promise<Placed[]> {
  const all: Placed[] = []
  const channel = sides[0]?.rooms[at]?.channel
  for (let more = channel !== undefined; more; ) {
    const page = await channel?.history({ after: all.at(-1)?.offset ?? 0, limit: 100 })
    for (const { offset = 0, epoch = '', data } of page?.events ?? []) all.push({ offset, epoch, text: data })
    more = page?.more ?? false
  }
  return all
}

async function outcomes(
  { sides, acks }: World,
  home: RecoveryHome,
  namespaces: readonly string[],
): Promise<string[]> {
  const all: string[] = []
  for (const [at, namespace] of namespaces.entries()) {
    const logs = sides.flatMap(({ rooms }) => rooms[at] ?? [])
    // On a busy machine an answer may take longer than a hasty client waits.
    const kept = await vi.waitFor(() => historyOf(sides, at), patience)
    const isKept = home.namespaces[namespace] ?? false
    all.push(
      ...faultsOf({ acks: acks[at] ?? [], logs, kept, isKept }).map((fault) => `${namespace}: ${fault}`),
    )
  }
  return all
}

const asked = Number(process.env.STOA_MODEL_RUNS ?? 0)

export const modelPatienceMs = asked > 0 ? 24 * 60 * 60_000 : 60_000

/** Run so many scripts at most, or as many as fit into the time; `STOA_MODEL_RUNS` is how many, without a limit of time. */
export async function expectRecovery(home: RecoveryHome, numRuns: number, limitMs: number): Promise<void> {
  const property = fc.asyncProperty(
    scripts(Object.keys(home.namespaces), home.strikes.length > 0),
    async (script) => {
      expect(await play(home, script)).toEqual([])
    },
  )
  await fc.assert(
    property,
    asked > 0 ? { numRuns: asked, endOnFailure: true } : { numRuns, interruptAfterTimeLimit: limitMs },
  )
}
