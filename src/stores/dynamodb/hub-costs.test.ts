import { expect, test } from 'vitest'
import { fill, roomy } from '../../core/ports/history-under-test.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoHistory } from './history.ts'
import { hurriedClock } from './hurried-clock.fixture.ts'
import { dynamoNames } from './names.ts'
import { dynamoPresence } from './presence.ts'
import { dynamoSanctions } from './sanctions.ts'

const [get, put, change, query] = ['GetItemCommand', 'PutItemCommand', 'UpdateItemCommand', 'QueryCommand']

/** A table, and what it is asked for by a piece of work. */
async function counted() {
  const commands: string[] = []
  const clock = hurriedClock()
  const watch = { before: (command: string) => commands.push(command) }
  const { table } = await openTable({ clock, watch, pageItems: 1_000 })
  const costOf = async (work: () => unknown): Promise<readonly string[]> => {
    commands.length = 0
    await work()
    return [...commands]
  }
  return { options: { table, ids: systemIds(), api: 'hub' }, costOf }
}

test('an append costs a read and a write, and with a key another write', async () => {
  const { options, costOf } = await counted()
  const history = dynamoHistory(options)
  await fill(history, 'room', 1)
  const append = (key?: string) => () =>
    history.append('room', 'a', { retention: roomy, ...(key !== undefined && { key }) })
  expect(await costOf(append())).toEqual([query, put])
  expect(await costOf(append('k'))).toEqual([query, put, put])
  expect(await costOf(append('k'))).toEqual([query, put, get, query, change])
  expect(await costOf(append('k'))).toEqual([query, put, get])
})

test('events cost a read, and where a topic is another one', async () => {
  const { options, costOf } = await counted()
  const history = dynamoHistory(options)
  await fill(history, 'room', 10)
  const read = (limit: number) => () => history.read('room', { after: 0, limit, maxBytes: 10_000 }, roomy)
  expect(await costOf(read(0))).toEqual([query])
  expect(await costOf(read(100))).toEqual([query, query])
})

test('who comes and goes costs two writes, and who is there a read', async () => {
  const { options, costOf } = await counted()
  const presence = dynamoPresence(options)
  const ada = { connectionId: '1', person: { id: 'ada', name: 'Ada' } }
  expect(await costOf(() => presence.enter('room', ada, 9, 1))).toEqual([put, change, query])
  expect(await costOf(() => presence.list('room', 100, 1))).toEqual([query])
  expect(await costOf(() => presence.keep('room', ['1'], 9, 1))).toEqual([query, change])
  expect(await costOf(() => presence.leave('room', '1', 1, 1))).toEqual([
    get,
    change,
    query,
    'DeleteItemCommand',
  ])
})

test('what is against somebody costs a read, and against a token of theirs another one', async () => {
  const { options, costOf } = await counted()
  const sanctions = dynamoSanctions(options)
  const ban = { kind: 'ban', subject: { user: 'ada' }, at: 1, until: 9 } as const
  expect(await costOf(() => sanctions.impose(ban))).toEqual([put, put])
  expect(await costOf(() => sanctions.against('ada', undefined, 1))).toEqual([query])
  expect(await costOf(() => sanctions.against('ada', 'jti', 1))).toEqual([query, query])
})

test('a name costs three writes, and none if one has it', async () => {
  const { options, costOf } = await counted()
  const names = dynamoNames(options)
  expect(await costOf(() => names.claim('Ada', 'u1'))).toEqual([get, put, put, change])
  expect(await costOf(() => names.claim('Ada', 'u1'))).toEqual([get, get])
  expect(await costOf(() => names.claim('Bob', 'u1'))).toEqual([get, put, put, change, 'DeleteItemCommand'])
})
