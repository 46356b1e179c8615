import { once } from 'node:events'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll } from 'vitest'
import type { Clock } from '../../core/ports/clock.ts'
import { type MovedClock, movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { type DynamoTable, dynamoTable } from './table.ts'
import { tableShape } from './table-shape.ts'

/** What the engines may ask a table for. Above all no scan, and nothing that stand-ins do not know. */
const allowed = new Set([
  'GetItemCommand',
  'PutItemCommand',
  'UpdateItemCommand',
  'DeleteItemCommand',
  'QueryCommand',
])

/** Before and after each command of a client. What they throw is what the command throws. */
export interface Watch {
  before?(command: string): unknown
  after?(command: string): unknown
}

export interface OpenTableOptions {
  readonly clock?: Clock
  /** Items of one page of a query: few, so that a read that forgets to go on is seen. */
  readonly pageItems?: number
  readonly watch?: Watch
}

export interface OpenedTable {
  readonly table: DynamoTable
  readonly clock: MovedClock
  readonly tableName: string
  /** The same table for another process. */
  again(options?: OpenTableOptions): DynamoTable
}

const isFactory = (value: unknown): value is (options: object) => Server => typeof value === 'function'

/** A DynamoDB in this process, for the tests of one file. */
function startDynalite(): () => Promise<string> {
  let server: Server | undefined
  afterAll(() => server?.close())
  return async () => {
    if (server === undefined) {
      const dynalite: unknown = createRequire(import.meta.url)('dynalite')
      if (!isFactory(dynalite)) throw new TypeError('dynalite is no function')
      server = dynalite({ createTableMs: 0 })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
    }
    const address = server.address()
    if (address === null || typeof address === 'string') throw new TypeError('dynalite has no port')
    return `http://127.0.0.1:${address.port}`
  }
}

const endpoint = startDynalite()
const clients = new Set<DynamoDBClient>()
let tables = 0

afterAll(() => {
  for (const client of clients) client.destroy()
})

/** An empty table. */
export async function openTable(options: OpenTableOptions = {}): Promise<OpenedTable> {
  const url = await endpoint()
  tables += 1
  const tableName = `table-${tables}`
  await clientOf(url).send(new CreateTableCommand({ ...mutable(), TableName: tableName }))
  const clock = movedClock()
  const again = (own: OpenTableOptions = options): DynamoTable =>
    dynamoTable({ client: watched(clientOf(url), own), tableName, clock: own.clock ?? clock })
  return { table: again(), clock, tableName, again }
}

const mutable = () => ({
  ...tableShape,
  AttributeDefinitions: [...tableShape.AttributeDefinitions],
  KeySchema: [...tableShape.KeySchema],
})

export function clientOf(url: string, maxAttempts = 3): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    maxAttempts,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  })
  clients.add(client)
  return client
}

function watched(client: DynamoDBClient, { pageItems = 3, watch = {} }: OpenTableOptions): DynamoDBClient {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (!allowed.has(commandName)) throw new Error(`${commandName} is not allowed`)
        await watch.before?.(commandName)
        const input =
          commandName === 'QueryCommand' && 'Limit' in args.input
            ? { ...args.input, Limit: Math.min(pageItems, args.input.Limit ?? pageItems) }
            : args.input
        const result = await next({ ...args, input })
        await watch.after?.(commandName)
        return result
      },
    { step: 'initialize' },
  )
  return client
}
