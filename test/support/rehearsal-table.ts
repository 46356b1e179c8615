import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { RehearsedServer } from './rehearsal-stacks.ts'

const attribute = Type.Object({ S: Type.Optional(Type.String()), N: Type.Optional(Type.String()) })
const row = Type.Record(Type.String(), attribute)
const scanned = Compile(Type.Object({ Items: Type.Array(row) }))

/** As DynamoDB writes it: `{ ttl: { N: '1700000000' } }`. */
export type Row = Type.Static<typeof row>

/** All rows of the table of the APIs. */
export async function rowsOf({ aws }: RehearsedServer): Promise<readonly Row[]> {
  return scanned.Parse(await aws.tables.call('Scan', { TableName: tableOf(aws) })).Items
}

/** As if the time of every claim were over: its owner is dead. */
export async function endLeases(server: RehearsedServer): Promise<void> {
  for (const { pk, sk, lease } of await rowsOf(server)) {
    if (lease === undefined) continue
    await server.aws.tables.call('UpdateItem', {
      TableName: tableOf(server.aws),
      Key: { pk, sk },
      UpdateExpression: 'SET lease = :past',
      ExpressionAttributeValues: { ':past': { N: '0' } },
    })
  }
}

/** Ban a user from an API until a moment, as somebody does who has the table. */
export async function ban({ aws }: RehearsedServer, api: string, userId: string, until: number) {
  const Item = {
    pk: { S: `${api}#sanctions#user#${userId}` },
    sk: { S: 'ban' },
    user: { S: JSON.stringify(userId) },
    at: { N: '0' },
    until: { N: String(until) },
  }
  await aws.tables.call('PutItem', { TableName: tableOf(aws), Item })
}

function tableOf({ model }: RehearsedServer['aws']): string {
  const table = model.ofType('AWS::DynamoDB::Table').find(({ path }) => path.startsWith('serverless/'))
  if (table === undefined) throw new Error('there is no table of the APIs')
  return table.name
}

/** Messages that nobody could handle. */
export async function deadLetters({ aws }: RehearsedServer): Promise<number> {
  const queues = aws.model
    .ofType('AWS::SQS::Queue')
    .filter(({ properties }) => properties.RedrivePolicy === undefined)
  const counts = await Promise.all(queues.map(({ arn }) => aws.queues.counts(arn)))
  return counts.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0)
}
