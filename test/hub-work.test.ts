import { expect, test } from 'vitest'
import { type World, world } from '../src/lambda/world.fixture.ts'
import { tableHub } from '../src/presets/serverless/hub.ts'
import {
  dynamoClaims,
  dynamoConnections,
  dynamoHistory,
  dynamoMembers,
  dynamoUsers,
} from '../src/stores/dynamodb/index.ts'
import { systemIds } from '../src/stores/index.ts'
import { manualClock } from './support/clock.ts'
import { type CountedTable, countedTable } from './support/dynamo.ts'
import { silent } from './support/server.ts'

interface Served {
  readonly served: World
  readonly counted: CountedTable
  say(who: string, body: object): Promise<unknown>
}

const channel = 'room:a'

/** The hub over DynamoDB, with so many users who are in a channel. */
async function serve(users: number): Promise<Served> {
  const counted = await countedTable()
  const ids = systemIds()
  const now = manualClock()
  const table = counted.open({ ...now, now: () => made.now })
  const people = dynamoUsers({ table })
  const clock = { ...now, now: () => made.now }
  const api = tableHub({ table, users: people, clock, ids, log: silent })
  const own = { table, api: api.name }
  const made: World = world(api, {
    engines: () => ({
      connections: dynamoConnections(own),
      members: dynamoMembers({ ...own, maxTopics: 500 }),
      claims: dynamoClaims({ table }),
      users: people,
      history: dynamoHistory({ ...own, ids }),
    }),
  })
  const as = (id: string) => ({ principalId: id, scope: 'guest', tokenId: `t-${id}` })
  for (let at = 0; at < users; at += 1) {
    await made.connect(`c${at}`, as(`u${at}`))
    await made.say(`c${at}`, { action: 'join', id: 'j', channel }, as(`u${at}`))
  }
  await made.work()
  counted.take()
  return {
    served: made,
    counted,
    say: (who, body) => made.say(`c${who}`, body, as(`u${who}`)),
  }
}

const published = { action: 'publish', id: 'p', channel, data: 'hi' }

test('what a client asks costs so many requests to the table', async () => {
  const { served, counted, say } = await serve(20)
  const costOf = async (body: object): Promise<Readonly<Record<string, number>>> => {
    counted.take()
    await say('0', body)
    const { GetItemCommand: get = 0, QueryCommand: query = 0, ...writes } = counted.take()
    return { reads: get + query, writes: Object.values(writes).reduce((sum, each) => sum + each, 0) }
  }
  await say('0', published)
  expect(await costOf(published)).toEqual({ reads: 4, writes: 1 })
  expect(await costOf({ ...published, key: 'k' })).toEqual({ reads: 4, writes: 2 })
  expect(await costOf({ action: 'ping' })).toEqual({ reads: 1, writes: 0 })
  expect(await costOf({ action: 'direct', id: 'd', to: 'u1', data: 1 })).toEqual({ reads: 3, writes: 0 })
  expect(await costOf({ action: 'leave', channel })).toEqual({ reads: 4, writes: 4 })
  expect(await costOf({ action: 'join', channel })).toEqual({ reads: 8, writes: 4 })
  expect(await costOf({ action: 'history', id: 'h', channel })).toEqual({ reads: 3, writes: 0 })
  expect(await costOf({ action: 'presence', id: 'h', channel })).toEqual({ reads: 2, writes: 0 })
  // What is against somebody is read again, and a sign of life is due.
  served.now += 30_000
  expect(await costOf({ action: 'ping' })).toEqual({ reads: 6, writes: 1 })
})

test('all of twenty who publish at once get a place of their own', async () => {
  const { served, say } = await serve(20)
  for (const frames of served.heard.values()) frames.splice(0)
  await Promise.all(Array.from({ length: 20 }, (_, at) => say(`${at}`, published)))
  const frames = [...served.heard.values()].flat().map((text): unknown => JSON.parse(text))
  const replies = frames.filter((frame) => Object(frame).type === 'reply')
  expect(replies.map((reply) => Object(reply).data?.offset).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, at) => at + 1),
  )
})
