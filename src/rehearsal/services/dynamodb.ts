import {
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  type Model,
  numberOf,
  type Resource,
  textOf,
} from '../template/index.ts'
import { type OpenedDynalite, openDynalite } from './dynalite.ts'
import { withItemThatIsThere } from './failed-condition.ts'
import { jsonProtocol } from './json-protocol.ts'
import type { Answer, Call, Command, Need, Service } from './service.ts'

/** The tables of a model, past IAM. */
export interface Tables {
  /** An operation of DynamoDB: `Scan`. Rejects if it fails. */
  call(operation: string, input: object): Promise<Fields>
}

export interface DynamoDb extends Service {
  readonly tables: Tables
}

/** DynamoDB with the tables of a model. Pages of `Query` and `Scan` have `pageSize` items at most. */
export async function dynamoDb(model: Model, pageSize: number | 'as asked'): Promise<DynamoDb> {
  const engine = openDynalite()
  const tables = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap((type) => model.ofType(type))
  for (const { name, properties } of tables) await createTable(engine, name, properties)
  return {
    read: (call) => read(call, model, { engine, pageSize }),
    refuse: (message) => json.fault('com.amazon.coral.service#AccessDeniedException', message),
    tables: { call: (operation, input) => outputOf(operation, input, engine) },
  }
}

const json = jsonProtocol('1.0')

async function outputOf(operation: string, input: object, engine: OpenedDynalite): Promise<Fields> {
  const { status, body } = await engine.call(operation, input)
  if (status !== 200) throw new Error(`${operation} failed: ${String(body)}`)
  const output: unknown = JSON.parse(String(body))
  return fieldsOf(output)
}

async function createTable(engine: OpenedDynalite, name: string, properties: Fields): Promise<void> {
  const indexes = (kind: string) => listOf(properties[kind]).map(fieldsOf)
  const shapeOf = ({ IndexName, KeySchema, Projection }: Fields): Fields => ({
    IndexName,
    KeySchema,
    Projection,
  })
  const list = (kind: string): Fields =>
    indexes(kind).length === 0 ? {} : { [kind]: indexes(kind).map(shapeOf) }
  const answer = await engine.call('CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    ...list('GlobalSecondaryIndexes'),
    ...list('LocalSecondaryIndexes'),
  })
  if (answer.status !== 200) throw new Error(`the table ${name} could not be made: ${String(answer.body)}`)
}

interface Settings {
  readonly engine: OpenedDynalite
  readonly pageSize: number | 'as asked'
}

function read(call: Call, model: Model, settings: Settings): Command | Answer {
  const request = json.read(call)
  if (request === undefined) return json.fault('SerializationException', 'The body is not JSON')
  const { operation, input } = request
  const uses = usesOf(operation, input)
  return {
    label: [operation, ...new Set(uses.map(({ table }) => table))].join(' '),
    needs: uses.map(({ action, table, index }): Need => {
      const name = table === '' ? '*' : `table/${table}${index === undefined ? '' : `/index/${index}`}`
      const resource = name === '*' ? '*' : `arn:aws:dynamodb:${model.region}:${model.accountId}:${name}`
      return { action: `dynamodb:${action}`, resource }
    }),
    run: () => run(operation, input, call, model, settings),
  }
}

/** One thing that a request does with one table. */
interface Use {
  readonly action: string
  /** Empty: none in particular. */
  readonly table: string
  readonly index?: string
}

function usesOf(operation: string, input: Fields): readonly Use[] {
  const { RequestItems: items, TransactItems: transaction, IndexName: index } = input
  if (isFields(items)) return Object.keys(items).map((table) => ({ action: operation, table: nameOf(table) }))
  if (transaction !== undefined)
    return listOf(transaction).flatMap((item) => usesInTransaction(fieldsOf(item)))
  const table = nameOf(textOf(input.TableName) ?? '')
  return [{ action: operation, table, ...(typeof index === 'string' ? { index } : {}) }]
}

const usesInTransaction = (item: Fields): readonly Use[] =>
  Object.entries(item).map(([kind, input]) => ({
    action: kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`,
    table: nameOf(textOf(fieldsOf(input).TableName) ?? ''),
  }))

/** The name of a table that may be given by its ARN. */
const nameOf = (table: string): string => table.replace(/^arn:.*:table\//, '')

async function run(
  operation: string,
  input: Fields,
  call: Call,
  model: Model,
  { engine, pageSize }: Settings,
): Promise<Answer> {
  if (operation === 'DescribeTimeToLive') return describeTimeToLive(input, model)
  if (/^(Create|Delete|Update)Table|^UpdateTimeToLive/.test(operation)) {
    return json.fault('UnknownOperationException', 'Tables are as the templates say')
  }
  if (input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD') {
    const answer = await engine.pass(call.headers, call.body)
    return withItemThatIsThere(answer, input, tableOf(input, model)?.properties ?? {}, engine)
  }
  const isPaged = (operation === 'Query' || operation === 'Scan') && pageSize !== 'as asked'
  if (!isPaged) return engine.pass(call.headers, call.body)
  const Limit = Math.min(numberOf(input.Limit) ?? pageSize, pageSize)
  return engine.pass(call.headers, Buffer.from(JSON.stringify({ ...input, Limit })))
}

function tableOf(input: Fields, model: Model): Resource | undefined {
  const name = nameOf(textOf(input.TableName) ?? '')
  return model.resources.find(({ type, name: own }) => type.startsWith('AWS::DynamoDB::') && own === name)
}

function describeTimeToLive(input: Fields, model: Model): Answer {
  const table = tableOf(input, model)
  if (table === undefined) {
    return json.fault('ResourceNotFoundException', 'Requested resource not found')
  }
  const { AttributeName, Enabled } = fieldsOf(table.properties.TimeToLiveSpecification)
  const description =
    Enabled === true ? { TimeToLiveStatus: 'ENABLED', AttributeName } : { TimeToLiveStatus: 'DISABLED' }
  return json.answer({ TimeToLiveDescription: description })
}
