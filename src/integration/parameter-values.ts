import type { ConnectionRecord, ConnectRequest } from './connection-record.ts'
import type { Field } from './fields.ts'
import { isObject } from './is-object.ts'
import type { ParameterSource } from './parameter-source.ts'
import { queryFields } from './query-fields.ts'
import { headerFields } from './request-headers.ts'

/** What there is to take values from. */
export interface ParameterScope {
  readonly record: ConnectionRecord
  /** On `$connect` only: other events have no headers and no query. */
  readonly request?: ConnectRequest
  /** The body, parsed; `undefined` where there is none or it is no JSON. */
  readonly body?: unknown
  /** What `context` has besides what the connection says: `routeKey`, `requestId`, … */
  readonly context?: Readonly<Record<string, string | number>>
}

/** The value of a source as a text; `undefined` where there is none. What has no text of its own is JSON. */
export function parameterValue(source: ParameterSource, scope: ParameterScope): string | undefined {
  switch (source.from) {
    case 'static':
      return source.value
    case 'stageVariables':
      return textOf(own(scope.record.variables, source.name))
    case 'context':
      return textOf(source.path.reduce<unknown>(own, contextOf(scope)))
    case 'body':
      return textOf(source.path.reduce<unknown>(own, scope.body))
    default:
      return sentValues(source, scope.request)
  }
}

interface SentSource {
  readonly from: 'header' | 'multivalueheader' | 'querystring' | 'multivaluequerystring'
  readonly name: string
}

function sentValues({ from, name }: SentSource, request: ConnectRequest | undefined): string | undefined {
  if (request === undefined) return undefined
  const isHeader = from === 'header' || from === 'multivalueheader'
  const key = isHeader ? name.toLowerCase() : name
  const fields: readonly Field[] = isHeader ? headerFields(request.rawHeaders) : queryFields(request.target)
  const found = fields.find((field) => (isHeader ? field.name.toLowerCase() : field.name) === key)
  return from.startsWith('multivalue') ? found?.values.join(',') : found?.values.at(-1)
}

function contextOf({ record, context }: ParameterScope): Readonly<Record<string, unknown>> {
  const { connectionId, connectedAt, domainName, apiId, stage, accountId } = record
  const { sourceIp, userAgent, identity, authorizer } = record
  return {
    connectionId,
    connectedAt,
    domainName,
    apiId,
    stage,
    accountId,
    identity: { ...identity, sourceIp, userAgent },
    authorizer: authorizer && { ...authorizer.context, principalId: authorizer.principalId },
    ...context,
  }
}

/** Own members only: nothing is found under `constructor`. */
function own(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
