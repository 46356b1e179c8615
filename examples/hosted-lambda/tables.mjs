import { once } from 'node:events'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'

// A DynamoDB in memory with the table of this example. PORT=0 picks a free port.
const server = dynalite({ createTableMs: 0 })
server.listen(Number(process.env.PORT ?? 8_000), '127.0.0.1')
await once(server, 'listening')
const endpoint = `http://127.0.0.1:${server.address().port}`

const client = new DynamoDBClient({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
})
await client.send(
  new CreateTableCommand({
    TableName: 'rooms',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['connectionId', 'room'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byRoom',
        KeySchema: [{ AttributeName: 'room', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  }),
)
process.stdout.write(`DynamoDB at ${endpoint}, with the table rooms (Ctrl-C stops it)\n`)
