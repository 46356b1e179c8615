import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { onTestFinished } from 'vitest'
import { tableShape } from '../../src/stores/dynamodb/index.ts'

/** A table, and what was asked of it. */
export interface CountedTable {
  readonly client: DynamoDBClient
  readonly tableName: string
  /** How often each command was sent since it was last taken. */
  take(): Readonly<Record<string, number>>
}

/** A table of the shape that the engines want, gone after the test. */
export async function openTable(): Promise<CountedTable> {
  const server = dynalite({ createTableMs: 0 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port }: AddressInfo = server.address()
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  })
  onTestFinished(async () => {
    client.destroy()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })
  const tableName = 'table'
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      AttributeDefinitions: [...tableShape.AttributeDefinitions],
      KeySchema: [...tableShape.KeySchema],
      BillingMode: tableShape.BillingMode,
    }),
  )
  let counts: Record<string, number> = {}
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        counts[commandName] = (counts[commandName] ?? 0) + 1
        return next(args)
      },
    { step: 'initialize' },
  )
  return {
    client,
    tableName,
    take() {
      const taken = counts
      counts = {}
      return taken
    },
  }
}
