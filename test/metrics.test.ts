import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Log } from '../src/core/index.ts'
import { fleet, type Stoa, type StoaOptions } from '../src/presets/index.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { hosted } from './support/hosted.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import { login, silent, startServer } from './support/server.ts'

let redis: TestRedis
let fleets = 0
const running: Stoa[] = []

beforeAll(async () => {
  redis = await startRedis()
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((stoa) => stoa.stop()))
})

afterAll(() => redis.stop())

/** A node of a fleet that nobody else is in, unless it is named. */
async function startNode(options: StoaOptions = {}, prefix = `metrics-${++fleets}`): Promise<Stoa> {
  const node = await fleet({ log: silent, ...options, redis: { url: redis.url, prefix } })
  running.push(node)
  return node
}

const homes: readonly [string, (options?: StoaOptions) => Promise<Stoa>][] = [
  ['embedded', startServer],
  ['fleet', startNode],
]

const pageOf = async ({ url }: Pick<Stoa, 'url'>): Promise<string> => (await fetch(`${url}/metrics`)).text()

function numberOf(page: string, name: string): number | undefined {
  const line = page.split('\n').find((each) => each.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length))
}

const typesIn = (page: string): string[] =>
  [...page.matchAll(/^# TYPE (\S+ \S+)$/gm)].map(([, line = '']) => line)

const labelsIn = (page: string): readonly { readonly name: string; readonly labels: readonly string[] }[] =>
  [...page.matchAll(/^(\w+)\{(.*)\} \S+$/gm)].map(([, name = '', labels = '']) => ({
    name: name.replace(/_bucket$/, ''),
    labels: [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label).filter((label) => label !== 'le'),
  }))

const document = readFileSync(join(import.meta.dirname, '../docs/metrics.md'), 'utf8')

const rows = [...document.matchAll(/^\| `(\w+)` \| (\w+) \|([^|]*)\| (both|fleet) \|/gm)].map(
  ([, name = '', type = '', labels = '', home = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/\w+/g)].map(([label]) => label),
    home,
  }),
)

const webSocketOf = ({ url }: Stoa): string => url.replace(/^http/, 'ws')

describe.each(homes)('in the %s home', (home, start) => {
  const documented = rows.filter((row) => row.home === 'both' || row.home === home)

  test('the document has every metric, with its type, and no other', async () => {
    const page = await pageOf(await start())
    expect(typesIn(page).sort()).toEqual(documented.map(({ name, type }) => `${name} ${type}`).sort())
  })

  test('every metric has the labels that the document says', async () => {
    const page = await pageOf(await start())
    const labelsOf = new Map(documented.map(({ name, labels }) => [name, labels]))
    const seen = labelsIn(page).filter(({ name }) => !/_(sum|count)$/.test(name))
    expect(seen.length).toBeGreaterThan(20)
    for (const { name, labels } of seen)
      expect({ name, labels }).toEqual({ name, labels: labelsOf.get(name) })
  })

  test('the names end as Prometheus has it', async () => {
    const wrong = typesIn(await pageOf(await start())).filter((line) => {
      const [name = '', type = ''] = line.split(' ')
      const isTimed = ['histogram', 'summary'].includes(type)
      return (type === 'counter') !== name.endsWith('_total') || (isTimed && !name.endsWith('_seconds'))
    })
    expect(wrong).toEqual([])
  })

  test('a message counts as one publish, and as a delivery for each member', async () => {
    const server = await start()
    const ada = await Client.open(`${webSocketOf(server)}/LATEST`)
    await ada.next()
    const bob = await Client.open(`${webSocketOf(server)}/LATEST`)
    await bob.next()
    for (const text of ['one', 'two', 'three']) ada.send({ action: 'send', text })
    await bob.take(3)
    const page = await pageOf(server)
    const lobby = 'api="lobby",path="/LATEST"'
    expect(numberOf(page, `stoa_connections{${lobby}}`)).toBe(2)
    expect(numberOf(page, `stoa_topics{${lobby}}`)).toBe(1)
    expect(numberOf(page, `stoa_publishes_total{${lobby}}`)).toBe(5)
    expect(numberOf(page, `stoa_deliveries_total{${lobby}}`)).toBe(9)
    expect(numberOf(page, 'stoa_fan_out_seconds_count')).toBeGreaterThan(0)
  })

  test('connections that end are counted by their code, and codes of clients by the thousand', async () => {
    const server = await start()
    for (const code of [1_000, 4_000, 4_321]) {
      const client = await Client.open(`${webSocketOf(server)}/LATEST`)
      client.ws.close(code)
      await client.closed
    }
    await vi.waitFor(async () => {
      const page = await pageOf(server)
      expect(numberOf(page, 'stoa_closes_total{api="lobby",path="/LATEST",code="1000"}')).toBe(1)
      expect(numberOf(page, 'stoa_closes_total{api="lobby",path="/LATEST",code="4xxx"}')).toBe(2)
    })
  })

  test('who is not let in is counted by the reason', async () => {
    const server = await start()
    const url = `${webSocketOf(server)}/dev`
    expect(await upgradeStatus(url)).toBe(401)
    expect(await upgradeStatus(url, ['websocket', 'wrong'])).toBe(401)
    const page = await pageOf(server)
    for (const reason of ['no-token', 'invalid-token'])
      expect(numberOf(page, `stoa_auth_failures_total{api="notify",path="/dev",reason="${reason}"}`)).toBe(1)
  })

  test('logins that come too fast are counted', async () => {
    const server = await start()
    const refresh = `${server.url}/prod/refresh-access-token`
    let status = 0
    while (status !== 429) status = (await fetch(refresh)).status
    expect(numberOf(await pageOf(server), 'stoa_logins_rate_limited_total')).toBe(1)
  })

  test('the second port answers while the server drains, and says that it does', async () => {
    let health = ''
    const log: Log = {
      ...silent,
      info(fields) {
        if ('healthPort' in fields) health = `http://127.0.0.1:${String(fields.healthPort)}`
      },
    }
    const server = await start({ log, healthPort: 0 })
    const { auth_token: token } = await login(server)
    const slow = await Client.open(`${webSocketOf(server)}/?auth_token=${token}`)
    slow.ws.pause()
    const stopped = server.stop()
    const ready = await fetch(`${health}/health/ready`)
    expect([ready.status, await ready.json()]).toEqual([503, { statusCode: 503, message: 'Draining' }])
    for (const path of ['/', '/health', '/health/live', '/metrics'])
      expect((await fetch(`${health}${path}`)).status).toBe(200)
    slow.ws.terminate()
    await stopped
    await expect(fetch(`${health}/health`)).rejects.toThrow('fetch failed')
  })
})

test('invocations are counted by their function, with what they took and waited', async () => {
  const server = await hosted(
    {
      'echo.js':
        "exports.handler = async ({ body }) => { if (body.includes('fail')) throw new Error('no'); return { statusCode: 200 } }",
    },
    `apis:
  game:
    path: /game
    routes: { $default: { handler: ./echo.handler, response: true } }
`,
  )
  const client = await Client.open(`${webSocketOf(server)}/game`)
  for (const text of ['one', 'fail', 'two']) client.send(text)
  await vi.waitFor(() => expect(server.invocations).toHaveLength(3))
  const page = await pageOf(server)
  const [first] = server.invocations
  const of = `function="${first?.name}"`
  expect(numberOf(page, `stoa_function_duration_seconds_count{${of}}`)).toBe(3)
  expect(numberOf(page, `stoa_function_failures_total{${of}}`)).toBe(1)
  const waits = ['cold', 'warm'].map(
    (start) => numberOf(page, `stoa_function_wait_seconds_count{${of},start="${start}"}`) ?? 0,
  )
  expect(waits[0]).toBeGreaterThan(0)
  expect(waits.reduce((sum, count) => sum + count)).toBe(3)
  const labelsOf = new Map(rows.map(({ name: metric, labels }) => [metric, labels]))
  for (const { name: metric, labels } of labelsIn(page).filter(({ labels: [first] }) => first === 'function'))
    expect(labels).toEqual(labelsOf.get(metric.replace(/_(sum|count)$/, '')))
})

describe('a node of a fleet', () => {
  test('tells what went over Redis, and that it is there', async () => {
    const node = await startNode()
    const ada = await Client.open(`${webSocketOf(node)}/LATEST`)
    await ada.next()
    ada.send({ action: 'send', text: 'hi' })
    await ada.next()
    await vi.waitFor(async () => {
      const page = await pageOf(node)
      expect(numberOf(page, 'stoa_backplane_lag_seconds_count')).toBe(2)
      expect(numberOf(page, 'stoa_backplane_lag_seconds_bucket{le="+Inf"}')).toBe(2)
      expect(numberOf(page, 'stoa_backplane_commands_total')).toBe(2)
      expect(numberOf(page, 'stoa_backplane_received_total')).toBe(2)
      expect(numberOf(page, 'stoa_backplane_waiting')).toBe(0)
      expect(numberOf(page, 'stoa_redis_up')).toBe(1)
    })
  })

  test('knows how many nodes there are', async () => {
    const nodes = [await startNode({}, 'three'), await startNode({}, 'three'), await startNode({}, 'three')]
    await vi.waitFor(
      async () => {
        for (const node of nodes) expect(numberOf(await pageOf(node), 'stoa_fleet_nodes')).toBe(3)
      },
      { timeout: 10_000, interval: 200 },
    )
  })

  test('answers while Redis is frozen, without what only Redis knows', async () => {
    const node = await startNode()
    redis.pause()
    try {
      const at = performance.now()
      const page = await pageOf(node)
      expect(performance.now() - at).toBeLessThan(1_000)
      expect(numberOf(page, 'stoa_dead_letters')).toBeUndefined()
      await vi.waitFor(async () => expect(numberOf(await pageOf(node), 'stoa_redis_up')).toBe(0), {
        timeout: 10_000,
        interval: 100,
      })
      expect((await fetch(`${node.url}/health/live`)).status).toBe(200)
      const ready = await fetch(`${node.url}/health/ready`)
      expect(ready.status).toBe(503)
      expect(await ready.text()).toContain('is away')
    } finally {
      redis.resume()
    }
    await vi.waitFor(async () => expect(numberOf(await pageOf(node), 'stoa_dead_letters')).toBe(0), {
      timeout: 10_000,
      interval: 100,
    })
  })
})
