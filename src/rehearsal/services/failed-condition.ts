import { type Fields, fieldsOf, isFields, listOf, textOf } from '../template/index.ts'
import type { OpenedDynalite } from './dynalite.ts'
import type { Answer } from './service.ts'

/**
 * The answer to a write whose condition was not met, with the item that is there, if the write asks for it
 * (`ReturnValuesOnConditionCheckFailure`). The engine does not know that.
 */
export async function withItemThatIsThere(
  answer: Answer,
  input: Fields,
  table: Fields,
  engine: OpenedDynalite,
): Promise<Answer> {
  if (answer.status !== 400 || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return answer
  const failure: unknown = JSON.parse(String(answer.body))
  const isCondition = textOf(fieldsOf(failure).__type)?.endsWith('#ConditionalCheckFailedException') === true
  if (!isCondition || !isFields(failure)) return answer
  const Key = isFields(input.Key) ? input.Key : keyOf(fieldsOf(input.Item), table)
  const found = await engine.call('GetItem', { TableName: input.TableName, Key, ConsistentRead: true })
  const { Item } = fieldsOf(JSON.parse(String(found.body)))
  const body = JSON.stringify({ ...failure, ...(Item === undefined ? {} : { Item }) })
  return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body }
}

function keyOf(item: Fields, table: Fields): Fields {
  const names = listOf(table.KeySchema).map((key) => textOf(fieldsOf(key).AttributeName) ?? '')
  return Object.fromEntries(names.map((name) => [name, item[name]]))
}
