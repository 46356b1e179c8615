import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../core/ports/clock.ts'
import { asThrown } from './fault.ts'
import { type Item, plain, plainOf } from './item.ts'

export interface DynamoRowsOptions {
  /** One for the whole process. How often it tries again is its business. */
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly clock: Clock
}

export interface Key {
  readonly pk: string
  readonly sk: string
}

export interface Expression {
  readonly names?: Readonly<Record<string, string>>
  readonly values?: Item
}

export interface Condition extends Expression {
  readonly where: string
}

export interface Change extends Expression {
  readonly change: string
  readonly where?: string
}

/** What was there: before the change, or instead of what the condition asks for. */
export interface Changed {
  readonly isDone: boolean
  readonly was: Item | undefined
}

/** Rows of one partition, from `from` to `to`, both included. */
export interface Range {
  readonly pk: string
  readonly from: string
  readonly to: string
  readonly limit: number
  /** Go on behind this sort key. */
  readonly after?: string | undefined
  /** From `to` to `from`. */
  readonly isBackwards?: boolean
}

export interface Page {
  readonly items: readonly Item[]
  /** The sort key to go on behind; `undefined` if that was all. */
  readonly next: string | undefined
}

/**
 * One table, in the words that the engines here need: one item at a time, reads that see every write before them, no
 * indexes and no scans. All of it rejects with `Unavailable` when the table is throttled or cannot be reached.
 */
export interface DynamoRows {
  readonly clock: Clock
  get(key: Key): Promise<Item | undefined>
  /** `false` if the condition does not hold. */
  put(key: Key, attributes: Item, condition?: Condition): Promise<boolean>
  change(key: Key, change: Change): Promise<Changed>
  /** `false` if the condition does not hold. */
  remove(key: Key, condition?: Condition): Promise<boolean>
  page(range: Range): Promise<Page>
}

export function dynamoRows({ client, tableName, clock }: DynamoRowsOptions): DynamoRows {
  const attempt = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw asThrown(error, tableName)
    }
  }
  const get = async (key: Key): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName: tableName, Key: keyOf(key), ConsistentRead: true })))
      .Item

  return {
    clock,
    get: (key) => attempt(get(key)),
    put: (key, attributes, condition) => attempt(putItem(client, tableName, key, attributes, condition)),
    change: (key, change) => attempt(changeItem(client, tableName, key, change, () => get(key))),
    remove: (key, condition) => attempt(removeItem(client, tableName, key, condition)),
    page: (range) => attempt(readPage(client, tableName, range)),
  }
}

function putItem(
  client: DynamoDBClient,
  tableName: string,
  key: Key,
  attributes: Item,
  condition: Condition | undefined,
): Promise<boolean> {
  const Item = { ...keyOf(key), ...attributes }
  return holds(client.send(new PutItemCommand({ TableName: tableName, Item, ...conditionOf(condition) })))
}

function removeItem(
  client: DynamoDBClient,
  tableName: string,
  key: Key,
  condition: Condition | undefined,
): Promise<boolean> {
  const where = { TableName: tableName, Key: keyOf(key), ...conditionOf(condition) }
  return holds(client.send(new DeleteItemCommand(where)))
}

async function changeItem(
  client: DynamoDBClient,
  tableName: string,
  key: Key,
  change: Change,
  get: () => Promise<Item | undefined>,
): Promise<Changed> {
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(key),
        UpdateExpression: change.change,
        ...conditionOf(change),
        ReturnValues: 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return { isDone: true, was: Attributes }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    // Without an item there was none, or the table is one that does not tell.
    return { isDone: false, was: error.Item ?? (await get()) }
  }
}

async function readPage(client: DynamoDBClient, tableName: string, range: Range): Promise<Page> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': plain(range.pk),
        ':from': plain(range.from),
        ':to': plain(range.to),
      },
      ConsistentRead: true,
      Limit: range.limit,
      ScanIndexForward: range.isBackwards !== true,
      ...(range.after === undefined ? {} : { ExclusiveStartKey: keyOf({ pk: range.pk, sk: range.after }) }),
    }),
  )
  return { items: Items, next: plainOf(LastEvaluatedKey?.sk) }
}

async function holds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

const keyOf = ({ pk, sk }: Key): { pk: { S: string }; sk: { S: string } } => ({
  pk: { S: pk },
  sk: { S: sk },
})

function conditionOf(condition: Partial<Condition> | undefined): object {
  if (condition === undefined) return {}
  return {
    ...(condition.where === undefined ? {} : { ConditionExpression: condition.where }),
    ...(condition.names === undefined ? {} : { ExpressionAttributeNames: condition.names }),
    ...(condition.values === undefined ? {} : { ExpressionAttributeValues: condition.values }),
  }
}
