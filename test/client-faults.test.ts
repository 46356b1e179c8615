import { afterEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { type Client, connect, type Gap } from '../src/client/index.ts'
import { type FaultProxy, startFaultProxy } from './support/fault-proxy.ts'
import { hubUrl } from './support/hub-client.ts'
import { until } from './support/hub-tried.ts'
import { login, startServer } from './support/server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** The client's spans are that much shorter, so that nobody waits for 35 s. */
const haste = 20

const platform = {
  after(delayMs: number, task: () => void) {
    const timer = setTimeout(task, delayMs / haste)
    return () => clearTimeout(timer)
  },
}

interface Side {
  readonly client: Client
  readonly offsets: number[]
  readonly data: unknown[]
  readonly gaps: Gap[]
  readonly proxy: FaultProxy
}

async function enter(server: Awaited<ReturnType<typeof startServer>>): Promise<Side> {
  const url = new URL(hubUrl(server))
  const proxy = await startFaultProxy(Number(url.port))
  ends.push(() => proxy.stop())
  url.port = String(proxy.port)
  const { auth_token } = await login(server)
  const client = connect({ url: url.href, WebSocket, platform, getToken: () => auth_token })
  ends.push(() => client.close())
  const channel = client.channel('room:faults')
  const offsets: number[] = []
  const data: unknown[] = []
  const gaps: Gap[] = []
  channel.on('message', (message) => {
    offsets.push(message.offset ?? 0)
    data.push(message.data)
  })
  channel.on('gap', (gap) => gaps.push(gap))
  await channel.join()
  return { client, offsets, data, gaps, proxy }
}

/** As long as it takes to notice that nothing comes any more. */
async function untilNoticed(sides: readonly Side[]): Promise<void> {
  for (const { client, proxy } of sides) {
    if (proxy.faults.dead.length > 0) await until(() => client.state.state !== 'open')
  }
}

type Harm = (proxy: FaultProxy) => void
const calm: Harm = (proxy) => proxy.set({ delayMs: 0, bytesPerSecond: 0, dead: [] })

test.each<[string, Harm]>([
  ['is slow', (proxy) => proxy.set({ delayMs: 40 })],
  ['is cut', (proxy) => proxy.cut()],
  ['is a black hole', (proxy) => proxy.set({ dead: ['up', 'down'] })],
  ['carries nothing to the server', (proxy) => proxy.set({ dead: ['up'] })],
  ['carries nothing from the server', (proxy) => proxy.set({ dead: ['down'] })],
  ['is narrow', (proxy) => proxy.set({ bytesPerSecond: 20_000 })],
])(
  'a line that %s loses nothing, doubles nothing and keeps the order',
  { timeout: 60_000 },
  async (_name, harm) => {
    const server = await startServer()
    const [ada, bob] = [await enter(server), await enter(server)]
    const acks: number[] = []
    const mine = ada.client.channel('room:faults')
    const publish = async (n: number): Promise<void> => {
      const { offset = 0 } = await mine.publish({ n })
      acks.push(offset)
    }
    const said: Promise<void>[] = []
    for (let n = 0; n < 30; n += 1) {
      said.push(publish(n))
      if (n === 8) for (const { proxy } of [ada, bob]) harm(proxy)
      if (n === 20) {
        await untilNoticed([ada, bob])
        for (const { proxy } of [ada, bob]) calm(proxy)
      }
      await new Promise((done) => setTimeout(done, 10))
    }
    await Promise.all(said)
    const all = Array.from({ length: 30 }, (_, n) => n + 1)
    expect(acks.sort((a, b) => a - b)).toEqual(all)
    for (const side of [ada, bob]) {
      await expect.poll(() => side.offsets.length, { timeout: 20_000 }).toBe(30)
      expect(side.offsets).toEqual(all)
      expect(side.data).toEqual(all.map((offset) => ({ n: offset - 1 })))
      expect(side.gaps).toEqual([])
    }
  },
)
