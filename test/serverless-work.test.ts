import { expect, test } from 'vitest'
import { chat } from '../src/apis/chat/api.ts'
import { relay } from '../src/apis/relay/api.ts'
import { type Api, everyone } from '../src/core/index.ts'
import { type World, world } from '../src/lambda/world.fixture.ts'
import { dynamoClaims, dynamoConnections, dynamoMembers, dynamoUsers } from '../src/stores/dynamodb/index.ts'
import { type CountedTable, countedTable } from './support/dynamo.ts'

const as = (id: string) => ({ principalId: id })

interface Served {
  readonly served: World
  readonly counted: CountedTable
}

/** An API over DynamoDB, with so many connections. */
async function serve(api: Api, connections: number): Promise<Served> {
  const counted = await countedTable()
  const served = world(api, {
    engines: (clock) => {
      const table = counted.open(clock)
      return {
        connections: dynamoConnections({ table, api: api.name }),
        members: dynamoMembers({ table, api: api.name, maxTopics: 10, maxPerPartition: 2_000 }),
        claims: dynamoClaims({ table }),
        users: dynamoUsers({ table }),
      }
    },
  })
  const each = Array.from({ length: connections }, (_, at) => at)
  for (let batch = each.splice(0, 200); batch.length > 0; batch = each.splice(0, 200)) {
    await Promise.all(batch.map((at) => served.connect(`c${at}`, as(`u${at}`))))
  }
  await served.work()
  served.now += 60_000
  counted.take()
  return { served, counted }
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

test('a message to everybody, 20 of them, is one read', async () => {
  const { served, counted } = await serve(relay, 20)
  await served.say('c0', { action: 'message', message: 'hi' }, as('u0'))
  expect(counted.take()).toEqual({ QueryCommand: 1 })
  expect(served.queue).toEqual([])
  expect(served.heard.size).toBe(19)
})

test('a message to a channel of 20 is two reads', async () => {
  const { served, counted } = await serve(chat, 20)
  for (let at = 0; at < 20; at += 1) {
    await served.say(`c${at}`, { type: 'join', payload: { channel: 'c' } }, as(`u${at}`))
  }
  await served.say('c0', { type: 'set-name', payload: { username: 'Ada' } }, as('u0'))
  counted.take()
  await served.say('c0', { type: 'message', payload: { channel: 'c', message: 'hi' } }, as('u0'))
  expect(counted.take()).toEqual({ GetItemCommand: 1, QueryCommand: 1 })
  expect(served.heard.get('c19')?.at(-1)).toContain('chat_message_received')
})

test('a broadcast to 5,000 reaches each once while posts fail', { timeout: 120_000 }, async () => {
  const { served } = await serve(relay, 5_000)
  const failed = new Map<string, number>()
  served.fails = (id) => {
    const at = Number(id.slice(1))
    if (at % 100 === 7) return 'gone'
    const tries = failed.get(id) ?? 0
    failed.set(id, tries + 1)
    return at % 100 === 13 && tries < 2 ? 'busy' : undefined
  }
  await served.say('c0', { action: 'message', message: 'hi' }, as('u0'))
  await served.work()
  expect(served.heard.size).toBe(4_949)
  expect([...served.heard.values()].every((frames) => frames.length === 1)).toBe(true)
  const left: string[] = []
  for await (const { members } of served.home.members.read(everyone, { from: 0, to: 2 ** 32 })) {
    left.push(...members.map(({ connectionId }) => connectionId))
  }
  expect(left).toHaveLength(4_950)
})

test('the work for a connection does not grow with their number', { timeout: 300_000 }, async () => {
  const perConnection: number[] = []
  for (const size of [200, 2_000, 10_000]) {
    const { served, counted } = await serve(relay, size)
    await served.say('c0', { action: 'message', message: 'hi' }, as('u0'))
    await served.work()
    perConnection.push(sum(counted.take()) / size)
    expect(served.heard.size).toBe(size - 1)
  }
  const [small = 0, ...larger] = perConnection
  for (const work of larger) expect(work).toBeLessThan(small * 1.5)
})
