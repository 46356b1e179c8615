import { expect, test } from 'vitest'
import { connectionOf, idsIn, idsOf, openAll } from '../../core/ports/connections-under-test.fixture.ts'
import { dynamoClaims } from './claims.ts'
import { dynamoUnderTest } from './connections.fixture.ts'
import { openTable } from './dynalite.fixture.ts'

/** A topic of so many members, for a process that has not asked for anything, and what it asks for. */
async function topicOf(count: number) {
  const commands: string[] = []
  const { connections, again } = await dynamoUnderTest()
  await openAll(connections, idsOf(count), ['*'])
  const fresh = again({ pageItems: 1_000, watch: { before: (command) => commands.push(command) } })
  return { ...fresh, commands }
}

test('who is in a topic of 20 costs one read', async () => {
  const { members, commands } = await topicOf(20)
  expect((await members.look('*', 100)).members).toHaveLength(20)
  expect(commands).toEqual(['QueryCommand'])
})

test('that there are more than can be sent to at once costs one read too', async () => {
  const { members, commands } = await topicOf(140)
  expect((await members.look('*', 100)).about).toBeGreaterThan(100)
  expect(commands).toEqual(['QueryCommand'])
})

test('a part of a topic costs one read and a question', async () => {
  const { members, commands } = await topicOf(140)
  expect(await idsIn(members, '*')).toHaveLength(140)
  expect(commands).toEqual(['GetItemCommand', 'QueryCommand'])
})

test('a join costs two writes and a read, a leave two writes', async () => {
  const { connections, members, commands } = await topicOf(1)
  await connections.open(connectionOf('ada'), [])
  await members.look('*', 1)
  commands.length = 0
  await members.join('*', 'ada')
  expect(commands).toEqual(['UpdateItemCommand', 'PutItemCommand', 'GetItemCommand'])
  commands.length = 0
  await members.leave('*', 'ada')
  expect(commands).toEqual(['UpdateItemCommand', 'DeleteItemCommand'])
})

test('a connection costs a write for itself and each topic, and as many and two to forget', async () => {
  const { connections, members, commands } = await topicOf(1)
  await members.look('*', 1)
  commands.length = 0
  await connections.open(connectionOf('ada'), ['*'])
  expect(commands).toEqual(['PutItemCommand', 'PutItemCommand'])
  commands.length = 0
  await connections.end('ada', 'me')
  await connections.forget('ada')
  expect(commands).toEqual(['UpdateItemCommand', 'GetItemCommand', 'DeleteItemCommand', 'DeleteItemCommand'])
})

test('a claim costs a write each time that it is taken, noted or finished', async () => {
  const commands: string[] = []
  const { table } = await openTable({ watch: { before: (command) => commands.push(command) } })
  const claims = dynamoClaims({ table })
  await claims.take('work', 'me', 1_000)
  await claims.note('work', 'me', 'half', 1_000)
  await claims.finish('work', 'me')
  expect(commands).toEqual(['UpdateItemCommand', 'UpdateItemCommand', 'UpdateItemCommand'])
})
