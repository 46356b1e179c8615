import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { embedded, loadStageFile, type Stoa } from '../src/presets/index.ts'
import { Client, upgradeStatus } from './support/client.ts'
import { silent } from './support/server.ts'

const folder = join(import.meta.dirname, '../examples/hosted-lambda')
const tables = spawn(process.execPath, ['tables.mjs'], {
  cwd: folder,
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'ignore'],
})
let stoa: Stoa
let documents: DynamoDBDocumentClient

beforeAll(async () => {
  const [line] = await once(tables.stdout.setEncoding('utf8'), 'data')
  const [endpoint = ''] = /http:\S+\d/.exec(String(line)) ?? []
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  documents = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }))
  const loaded = loadStageFile({ folder, stage: 'dev', env: { DYNAMODB: endpoint } })
  stoa = await embedded({ stage: 'dev', folder, log: silent, ...(loaded && { stageFile: loaded.stage }) })
})

afterAll(async () => {
  await stoa.stop()
  tables.kill()
})

const address = (query: string): string => `${stoa.url.replace(/^http/, 'ws')}/dev${query}`

const tokenOf = (name: string): string =>
  execFileSync(process.execPath, ['token.mjs', name], { cwd: folder, encoding: 'utf8' }).trim()

const connect = async (name: string): Promise<Client> => {
  const client = await Client.open(address(`?token=${tokenOf(name)}`))
  return client.takesAnything()
}

/** A client of this name in a room, after everybody there has heard of it. */
async function enter(name: string, room: string, others: readonly Client[] = []): Promise<Client> {
  const client = await connect(name)
  client.send({ action: 'join', room })
  for (const one of [client, ...others]) expect(await one.nextJson()).toEqual({ event: 'joined', name })
  return client
}

const rowOf = async (connectionId: string): Promise<Record<string, unknown> | undefined> => {
  const { Item } = await documents.send(new GetCommand({ TableName: 'rooms', Key: { connectionId } }))
  return Item
}

test('who is in a room hears what is said there, and nobody else does', async () => {
  const ada = await enter('ada', 'garden')
  const bob = await enter('bob', 'garden', [ada])
  const eve = await enter('eve', 'kitchen')
  ada.send({ action: 'say', text: 'Hello, Bob!' })
  const said = { event: 'said', name: 'ada', text: 'Hello, Bob!' }
  expect(await bob.nextJson()).toEqual(said)
  expect(await ada.nextJson()).toEqual(said)

  eve.send({ action: 'who' })
  expect(await eve.nextJson()).toEqual({ event: 'here', room: 'kitchen', names: ['eve'] })
})

test('who closes the connection is taken out of the table, and the room is told', async () => {
  const ada = await enter('ada', 'hall')
  const bob = await enter('bob', 'hall', [ada])
  ada.send({ action: 'who' })
  expect(await ada.nextJson()).toEqual({ event: 'here', room: 'hall', names: ['ada', 'bob'] })
  await bob.close()
  expect(await ada.nextJson()).toEqual({ event: 'left', name: 'bob' })
  ada.send({ action: 'who' })
  expect(await ada.nextJson()).toEqual({ event: 'here', room: 'hall', names: ['ada'] })
})

test('a row of a connection that is long gone is removed when somebody speaks', async () => {
  const connectionId = 'R1kmxc2VNjMCFIA='
  const ada = await enter('ada', 'attic')
  await documents.send(
    new PutCommand({ TableName: 'rooms', Item: { connectionId, name: 'ghost', room: 'attic' } }),
  )
  ada.send({ action: 'say', text: 'Boo!' })
  expect(await ada.nextJson()).toEqual({ event: 'said', name: 'ada', text: 'Boo!' })
  await expect.poll(() => rowOf(connectionId)).toBeUndefined()
})

test('an action without a route gets the answer of $default', async () => {
  const ada = await connect('ada')
  ada.send('no JSON at all')
  expect(await ada.nextJson()).toMatchObject({ event: 'problem' })
})

test.each([
  ['no token', '', 401],
  ['a wrong token', '?token=ada.00', 401],
])('%s is refused', async (_case, query, status) => {
  expect(await upgradeStatus(address(query))).toBe(status)
})

test('who is banned is refused with a good token', async () => {
  expect(await upgradeStatus(address(`?token=${tokenOf('mallory')}`))).toBe(403)
})
