import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BusEvent } from '../core/index.ts'
import { memoryDeadLetters, systemClock, systemIds } from '../stores/index.ts'
import { awsServer } from '../stores/shared/aws-server.fixture.ts'
import { type AwsBusSettings, openAwsBus } from './aws-bus.ts'
import { openBus } from './bus.ts'
import { openStore } from './store.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const ports = { clock: systemClock(), ids: systemIds(), log: silent }
const closing: (() => Promise<void>)[] = []

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
})

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
  vi.unstubAllEnvs()
})

/** Queues are where the stand-in is, under these paths. */
async function open({ queueUrls, ...settings }: AwsBusSettings) {
  const asked: { readonly operation: string; readonly input: unknown }[] = []
  const filled = new Set<string>()
  const server = await awsServer(async ({ operation, body, isGone }) => {
    const input: { readonly QueueUrl?: string } = JSON.parse(body.toString())
    asked.push({ operation, input })
    if (operation === 'PutEvents') return { body: { FailedEntryCount: 0, Entries: [{ EventId: 'an-id' }] } }
    if (operation !== 'ReceiveMessage') return { body: {} }
    const queue = new URL(input.QueueUrl ?? '').pathname
    if (!filled.has(queue)) {
      filled.add(queue)
      return { body: { Messages: [messageOf(queue)] } }
    }
    await vi.waitFor(() => expect(isGone()).toBe(true), { timeout: 20_000 })
    return { body: {} }
  })
  vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint)
  closing.push(() => server.close())
  const urls = Object.entries(queueUrls).map(([key, path]) => [key, `${server.endpoint}${path}`])
  const openEngine = await openAwsBus({ ...settings, queueUrls: Object.fromEntries(urls) })
  const engine = openEngine({ ...ports, deadLetters: memoryDeadLetters(), onDeath() {} })
  closing.push(() => engine.stop())
  return { engine, asked }
}

/** An event that says which queue it was in. */
function messageOf(queue: string) {
  const names = { id: 'an-id', source: 'a', 'detail-type': 'b', time: '2026-01-02T03:04:05Z', resources: [] }
  const body = JSON.stringify({ ...names, detail: { queue } })
  return { ReceiptHandle: queue, Body: body, MD5OfBody: createHash('md5').update(body).digest('hex') }
}

const rule = (name: string, handle: (event: BusEvent) => void = () => {}) => ({
  name,
  bus: 'default',
  handle,
})

test('rules get what is in their queues: of an API by their order, of the stage file by their names', async () => {
  const queueUrls = { 'notify:0': '/0', 'notify:1': '/1', 'rule:scores': '/2' }
  const { engine } = await open({ queueUrls })
  const got: unknown[] = []
  const names = ['notify at /dev: Entity Updated', 'rule scores', 'notify at /dev: Entity Updated']
  for (const [index, name] of names.entries()) {
    engine.subscribe(rule(name, ({ detail }) => got.push([index, detail.queue])))
  }
  await vi.waitFor(() => expect(got).toHaveLength(3), { timeout: 20_000 })
  expect(new Set(got)).toEqual(
    new Set([
      [0, '/0'],
      [1, '/2'],
      [2, '/1'],
    ]),
  )
})

test.each([
  [
    'notify at /dev: Entity Updated',
    'the bus has no queue for notify:0 (notify at /dev: Entity Updated): add it to bus.queue_urls',
  ],
  [
    'rule constructor',
    'the bus has no queue for rule:constructor (rule constructor): add it to bus.queue_urls',
  ],
])('a rule without a queue is an error that says which: %s', async (name, message) => {
  const { engine } = await open({ queueUrls: {} })
  expect(() => engine.subscribe(rule(name))).toThrow(message)
})

test('events go to EventBridge, to the bus of the name that it has there', async () => {
  const { engine, asked } = await open({ queueUrls: {}, eventBuses: { 'chatBus-poc': 'mine' } })
  for (const bus of ['chatBus-poc', 'default']) {
    expect(await engine.emit({ bus, source: 'a', detailType: 'b', detail: {} })).toEqual({ id: 'an-id' })
  }
  expect(asked.map(({ input }) => input)).toMatchObject([
    { Entries: [{ EventBusName: 'mine' }] },
    { Entries: [{ EventBusName: 'default' }] },
  ])
})

describe('a mistake', () => {
  test('is not to say the region', async () => {
    vi.stubEnv('AWS_REGION', '')
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere')
    await expect(openAwsBus({ queueUrls: {} })).rejects.toThrow('set AWS_REGION')
  })

  test('is a queue for a server that is alone', async () => {
    const store = await openStore(undefined, ports)
    const stageFile = { bus: { queueUrls: { 'notify:0': 'http://a.example/0' } } }
    expect(() => openBus({ stageFile }, { ...ports, store })).toThrow(
      'bus.queue_urls is for the nodes of a fleet',
    )
  })
})
