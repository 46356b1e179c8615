import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { allow, arnOf, asCaller, openedAws } from './opened-aws.fixture.ts'

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'things',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  },
}
const resources = { Table: table }
const readAndPut = [allow(['dynamodb:PutItem', 'dynamodb:Query'], arnOf('Table'))]

const items = {
  TableName: 'things',
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': { S: 'a' } },
}

async function filled(client: DynamoDBClient, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const Item = { pk: { S: 'a' }, sk: { S: String(at) } }
    await client.send(new PutItemCommand({ TableName: 'things', Item }))
  }
}

describe('the tables of a template', () => {
  test('are read in small pages', async () => {
    const aws = await openedAws({ resources, allowed: readAndPut, options: { pageSize: 3 } })
    const client = new DynamoDBClient(asCaller(aws))
    await filled(client, 4)
    const first = await client.send(new QueryCommand(items))
    expect(first.Count).toBe(3)
    const rest = await client.send(new QueryCommand({ ...items, ExclusiveStartKey: first.LastEvaluatedKey }))
    expect(rest.Items).toEqual([{ pk: { S: 'a' }, sk: { S: '3' } }])
    expect(aws.counts()).toEqual({ 'dynamodb:PutItem things': 4, 'dynamodb:Query things': 2 })
  })

  test('are read in the pages that are asked for, if that is wanted', async () => {
    const aws = await openedAws({ resources, allowed: readAndPut, options: { pageSize: 'as asked' } })
    const client = new DynamoDBClient(asCaller(aws))
    await filled(client, 9)
    expect((await client.send(new QueryCommand(items))).Count).toBe(9)
  })

  test('are closed to commands that the role does not allow', async () => {
    const aws = await openedAws({ resources, allowed: readAndPut })
    const refused = new DynamoDBClient(asCaller(aws)).send(new ScanCommand({ TableName: 'things' }))
    const message =
      /^User: arn:aws:sts::000000000000:assumed-role\/app-CallerRole-\w+\/caller is not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/things because no identity-based policy allows the dynamodb:Scan action$/
    await expect(refused).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(message),
    })
    expect(aws.denied()).toEqual([expect.stringMatching(message)])
  })

  test('are not there under another name', async () => {
    const aws = await openedAws({ resources, allowed: [allow('dynamodb:GetItem', '*')] })
    const Key = { pk: { S: 'a' }, sk: { S: 'b' } }
    const missing = new DynamoDBClient(asCaller(aws)).send(new GetItemCommand({ TableName: 'thing', Key }))
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('give the item that is there where a condition was not met', async () => {
    const aws = await openedAws({ resources, allowed: readAndPut })
    const client = new DynamoDBClient(asCaller(aws))
    await filled(client, 1)
    const Item = { pk: { S: 'a' }, sk: { S: '0' } }
    const again = new PutItemCommand({
      TableName: 'things',
      Item: { ...Item, more: { S: 'x' } },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    const name = 'ConditionalCheckFailedException'
    await expect(client.send(again)).rejects.toMatchObject({ name, Item })
  })

  test('are queried by an index only with a grant of the index', async () => {
    const aws = await openedAws({ resources, allowed: readAndPut })
    const asked = new DynamoDBClient(asCaller(aws)).send(new QueryCommand({ ...items, IndexName: 'byName' }))
    await expect(asked).rejects.toThrow('table/things/index/byName')
  })
})

test('credentials that no function has are refused', async () => {
  const aws = await openedAws({ resources })
  const credentials = { accessKeyId: 'AKIASOMEBODY', secretAccessKey: 'x' }
  const client = new DynamoDBClient({ ...asCaller(aws), credentials })
  await expect(client.send(new ScanCommand({ TableName: 'things' }))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  })
})
