import {
  type ConnectIds,
  type ConnectionRecord,
  type ConnectRequest,
  methodArn,
} from './connection-record.ts'
import { multiValues, singleValues } from './fields.ts'
import { jsonObject } from './json-text.ts'
import { queryFields } from './query-fields.ts'
import { requestContext, variablesText } from './request-context.ts'
import { connectHeaders, receivedHeaders } from './request-headers.ts'

/** The event of `$connect`, as JSON text. */
export function connectEvent(record: ConnectionRecord, request: ConnectRequest, ids: ConnectIds): string {
  const headers = connectHeaders(receivedHeaders(record, request, ids))
  const query = queryFields(request.target)
  const hasQuery = query.length > 0
  return jsonObject([
    ['headers', singleValues(headers)],
    ['multiValueHeaders', multiValues(headers)],
    ['queryStringParameters', hasQuery ? singleValues(query) : undefined],
    ['multiValueQueryStringParameters', hasQuery ? multiValues(query) : undefined],
    ['stageVariables', variablesText(record)],
    ['requestContext', contextOf(record, ids)],
    ['isBase64Encoded', 'false'],
  ])
}

/** The event of an authorizer, as JSON text. Where there is no query and no variable, it has empty objects. */
export function authorizerEvent(record: ConnectionRecord, request: ConnectRequest, ids: ConnectIds): string {
  const headers = receivedHeaders(record, request, ids)
  const query = queryFields(request.target)
  const { authorizer: _, ...asked } = record
  return jsonObject([
    ['type', '"REQUEST"'],
    ['methodArn', JSON.stringify(methodArn(record))],
    ['headers', singleValues(headers)],
    ['multiValueHeaders', multiValues(headers)],
    ['queryStringParameters', singleValues(query)],
    ['multiValueQueryStringParameters', multiValues(query)],
    ['stageVariables', variablesText(record) ?? '{}'],
    ['requestContext', contextOf(asked, ids)],
  ])
}

function contextOf(record: ConnectionRecord, { requestId }: ConnectIds): string {
  return requestContext(record, {
    routeKey: '$connect',
    eventType: 'CONNECT',
    requestId,
    now: record.requestedAt,
  })
}
