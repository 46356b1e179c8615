import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { freshPrefix } from './support/fleet.ts'
import { type Counted, Listener, type Somebody, Speaker } from './support/hub-counter.ts'
import { type Frame, HubLine } from './support/hub-line.ts'
import { serve, workingFolder } from './support/program.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import { login } from './support/server.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

const channel = 'room:42'
const patience = { timeout: 20_000, interval: 10 }
/** More than are said here are kept, and more may be asked for than by default. */
const stageFile = `hub:
  namespaces:
    room: { keep: { events: 100000, hours: 24 } }
  limits: { requests_per_second: 10000, burst: 10000 }
`

type Server = Awaited<ReturnType<typeof serve>>

/** Servers that are the same place to clients, whichever of them runs. */
function place(...args: readonly string[]) {
  const folder = workingFolder()
  const config = join(folder, 'stage.yaml')
  writeFileSync(config, stageFile)
  const running: Server[] = []
  const end = async (server: Server, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    running.splice(running.indexOf(server), 1)
    server.process.kill(signal)
    const ended = signal === 'SIGTERM' ? { code: 0, signal: null } : { code: null, signal }
    expect(await server.exit).toEqual(ended)
  }
  return {
    folder,
    running,
    urls: () => running.map(({ wsUrl }) => `${wsUrl}/hub`),
    async start(): Promise<Server> {
      const server = await serve(
        [...args, '--config', config, '--no-manifest', '--log-level', 'error'],
        {},
        folder,
      )
      running.push(server)
      return server
    },
    end,
  }
}

type Place = ReturnType<typeof place>

async function crowd({ running, urls }: Place, listeners: number, speakers: number) {
  const somebody = async (): Promise<Somebody> => {
    const [server] = running
    if (server === undefined) throw new Error('nothing runs')
    return { urls, channel, token: (await login(server)).auth_token }
  }
  const all = {
    listeners: await Promise.all(
      Array.from({ length: listeners }, async () => new Listener(await somebody())),
    ),
    speakers: await Promise.all(
      Array.from({ length: speakers }, async (_, at) => new Speaker(`${'xyz'[at]}`, await somebody())),
    ),
  }
  onTestFinished(async () => {
    await Promise.all(all.listeners.map((each) => each.stop()))
  })
  await vi.waitFor(() => expect(all.listeners.every((each) => each.isLive())).toBe(true), patience)
  return all
}

type Crowd = Awaited<ReturnType<typeof crowd>>

/** Every speaker has been heard so many times more, and everybody listens. */
async function more({ listeners, speakers }: Crowd, count: number): Promise<void> {
  const targets = speakers.map(({ acked }) => acked.length + count)
  const isDone = (): boolean => speakers.every(({ acked }, at) => acked.length >= (targets[at] ?? 0))
  await vi.waitFor(() => expect(isDone() && listeners.every((each) => each.isLive())).toBe(true), patience)
}

async function historyOf({ running: [server] }: Place): Promise<readonly Counted[]> {
  if (server === undefined) throw new Error('nothing runs')
  const line = await new HubLine(`${server.wsUrl}/hub`, (await login(server)).auth_token).opened()
  const kept: Counted[] = []
  for (let isMore = true; isMore; ) {
    const page = await line.data('history', { channel, after: kept.at(-1)?.offset ?? 0 })
    const events: readonly Frame[] = Array.isArray(page.events) ? page.events : []
    for (const { data, offset, epoch } of events) {
      kept.push({ text: String(Object(data).text), offset: Number(offset), epoch: String(epoch) })
    }
    isMore = page.more === true
  }
  line.cut()
  return kept
}

/** What was acknowledged is kept once, where it was said to be, and has come to everybody once and in order. */
async function endsWhole(at: Place, { listeners, speakers }: Crowd): Promise<readonly Counted[]> {
  const acked = (await Promise.all(speakers.map((each) => each.stop()))).flat()
  const kept = await historyOf(at)
  const inOrder = [...acked].sort((one, other) => one.offset - other.offset)
  expect(kept).toEqual(inOrder)
  expect(new Set(kept.map(({ text }) => text)).size).toBe(kept.length)
  const newest = kept.at(-1) ?? { epoch: '', offset: 0 }
  await vi.waitFor(() => expect(listeners.every((each) => each.isAt(newest))).toBe(true), patience)
  for (const { heard, faults, gaps } of listeners) {
    expect({ faults, gaps }).toEqual({ faults: [], gaps: [] })
    expect(heard).toEqual(kept.slice((heard[0]?.offset ?? 1) - 1))
  }
  return kept
}

test('of what is said on nodes that are killed, drained and started again, nothing is lost and nothing comes twice', async () => {
  const nodes = place('--redis', redis.url, '--redis-prefix', freshPrefix())
  await Promise.all([nodes.start(), nodes.start()])
  const all = await crowd(nodes, 4, 3)
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
    await more(all, 50)
    const [oldest] = nodes.running
    if (oldest !== undefined) await Promise.all([nodes.end(oldest, signal), nodes.start()])
    all.listeners[0]?.cut()
  }
  await more(all, 50)
  expect((await endsWhole(nodes, all)).length).toBeGreaterThan(400)
  expect(Math.min(...all.listeners.map(({ recovered }) => recovered))).toBeGreaterThan(0)
})

test('a server with a folder that is killed in the middle of everything has lost nothing when it is back', async () => {
  const server = place('--data', join(workingFolder(), 'data'))
  await server.start()
  const all = await crowd(server, 3, 3)
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
    await more(all, 50)
    const [running] = server.running
    if (running !== undefined) await server.end(running, signal)
    await server.start()
  }
  await more(all, 50)
  expect((await endsWhole(server, all)).length).toBeGreaterThan(400)
  for (const { recovered } of all.listeners) expect(recovered).toBeGreaterThanOrEqual(3)
})

test('a server that keeps nothing says so to who comes back, and where it is now', async () => {
  const server = place('--memory')
  const enter = async (): Promise<{ line: HubLine; frames: Frame[] }> => {
    const running = await server.start()
    const frames: Frame[] = []
    const { auth_token } = await login(running)
    const line = new HubLine(`${running.wsUrl}/hub`, auth_token, (frame) => frames.push(frame))
    return { line: await line.opened(), frames }
  }
  const before = await enter()
  for (const text of ['a', 'b', 'c']) await before.line.data('publish', { channel, data: { text } })
  const { epoch } = await before.line.data('join', { channel })
  const [running] = server.running
  if (running !== undefined) await server.end(running, 'SIGKILL')

  const { line, frames } = await enter()
  const now = await line.data('publish', { channel, data: { text: 'd' } })
  expect(now.offset).toBe(1)
  expect(now.epoch).not.toBe(epoch)
  const since = { epoch, offset: 1 }
  const here = { epoch: now.epoch, offset: 1, recovered: false, count: 0 }
  expect(await line.data('join', { channel, since })).toMatchObject(here)
  await line.data('leave', { channel })
  expect(await line.data('hello', { resume: { [channel]: since } })).toMatchObject({
    resumed: { [channel]: here },
  })
  await line.data('ping', {})
  const events = frames.filter(({ event }) => event === 'message' || event === 'caught_up')
  expect(events.map(({ event, offset }) => [event, offset])).toEqual([
    ['caught_up', 1],
    ['caught_up', 1],
  ])
})

test.each([
  ['two nodes', () => place('--redis', redis.url, '--redis-prefix', freshPrefix()), 2],
  ['one server', () => place('--data', join(workingFolder(), 'data')), 1],
])(
  'of two connections of a user to %s with one key, one has said it and both are told where, also by who comes next',
  async (_label, open, count) => {
    const at = open()
    for (let started = 0; started < count; started += 1) await at.start()
    const [first, second = first] = at.running
    if (first === undefined || second === undefined) throw new Error('nothing runs')
    const [ada, eve] = [await login(first), await login(first)]
    const line = (server: Server, who = ada): Promise<HubLine> =>
      new HubLine(`${server.wsUrl}/hub`, who.auth_token).opened()
    const [one, other, hers] = [await line(first), await line(second), await line(second, eve)]
    const say = (by: HubLine, key: string, to = channel) =>
      by.data('publish', { channel: to, key, data: key })
    const said = new Map<string, Frame>()
    for (let round = 0; round < 50; round += 1) {
      const key = `k${round}`
      const [a, b, c, d] = await Promise.all([
        say(one, key),
        say(other, key),
        say(hers, key),
        say(one, key, 'room:other'),
      ])
      const [original, repeat] = a.duplicate === true ? [b, a] : [a, b]
      expect(original).not.toHaveProperty('duplicate')
      expect(repeat).toEqual({ ...original, duplicate: true })
      for (const own of [c, d]) expect(own).not.toHaveProperty('duplicate')
      expect(c.offset).not.toBe(original.offset)
      said.set(key, original)
    }
    for (let [server] = at.running; server !== undefined; [server] = at.running)
      await at.end(server, 'SIGKILL')
    const next = await line(await at.start())
    for (const [key, original] of said) expect(await say(next, key)).toEqual({ ...original, duplicate: true })
  },
)
