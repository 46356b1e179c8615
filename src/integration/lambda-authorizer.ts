import type { Ids, Invoke, Invoked, User, Verdict } from '../core/index.ts'
import { authorizerEvent } from './connect-events.ts'
import {
  type ConnectIds,
  type ConnectionRecord,
  type ConnectRequest,
  methodArn,
} from './connection-record.ts'
import { arePresent, type IdentitySource } from './identity-sources.ts'
import { isObject } from './is-object.ts'
import { evaluatePolicy } from './policy.ts'
import type { ConditionKeys } from './policy-conditions.ts'
import { headerValues } from './request-headers.ts'

export interface LambdaAuthorizerOptions {
  readonly invoke: Invoke
  readonly ids: Ids
  /** Without all of these, a client is refused and the function is not called. */
  readonly sources: readonly IdentitySource[]
}

/**
 * Asks a function who a client is and whether it may connect. Rejects where it could not tell: the function failed or
 * answered something that is no policy.
 */
export type LambdaAuthorizer = (
  record: ConnectionRecord,
  request: ConnectRequest,
  ids: ConnectIds,
) => Promise<Verdict>

/** API Gateway's limit for the answer of an authorizer, in bytes of JSON. */
const maxAnswerBytes = 8 * 1024

/**
 * 401 where an identity source is missing, and where the function throws exactly `Unauthorized`; 403 where its policy
 * does not allow `$connect`.
 */
export function lambdaAuthorizer({ invoke, ids, sources }: LambdaAuthorizerOptions): LambdaAuthorizer {
  return async (record, request, connectIds) => {
    if (!arePresent(sources, record, request)) return { deny: { status: 401, reason: 'no-token' } }
    const event = authorizerEvent(record, request, connectIds)
    const invoked = await invoke({ requestId: ids.uuid(), event })
    if (invoked.kind === 'failed' && invoked.errorMessage === 'Unauthorized') {
      return { deny: { status: 401, reason: 'invalid-token' } }
    }
    const { user, policyDocument } = readAnswer(invoked)
    const outcome = evaluatePolicy(policyDocument, {
      action: 'execute-api:Invoke',
      resource: methodArn(record),
      keys: conditionKeys(record, request),
    })
    if (typeof outcome === 'object')
      throw new Error(`The authorizer answered a wrong policy: ${outcome.invalid}`)
    return outcome === 'allow' ? { allow: user } : { deny: { status: 403, reason: 'forbidden' } }
  }
}

function readAnswer(invoked: Invoked): { readonly user: User; readonly policyDocument: unknown } {
  if (invoked.kind === 'failed') {
    throw new Error(`The authorizer failed: ${invoked.errorType}: ${invoked.errorMessage}`)
  }
  const { result } = invoked
  if (!isObject(result)) throw new Error('The authorizer answered no object')
  const bytes = Buffer.byteLength(JSON.stringify(result))
  if (bytes > maxAnswerBytes) throw new Error(`The authorizer answered ${bytes} bytes, more than 8 KiB`)
  const { principalId, policyDocument, usageIdentifierKey } = result
  if (typeof principalId !== 'string' || principalId === '') {
    throw new Error('The authorizer answered no principalId, which must be a text')
  }
  if (policyDocument === undefined) throw new Error('The authorizer answered no policyDocument')
  const nativeContext = readContext(result.context ?? {})
  const context = Object.fromEntries(
    Object.entries(nativeContext).map(([name, value]) => [name, String(value)]),
  )
  const user = { id: principalId, context, nativeContext }
  if (usageIdentifierKey === undefined || usageIdentifierKey === null) return { user, policyDocument }
  if (typeof usageIdentifierKey !== 'string') {
    throw new Error('The authorizer answered a usageIdentifierKey that is no text')
  }
  return { user: { ...user, usageIdentifierKey }, policyDocument }
}

type Scalar = string | number | boolean

/** A value of `null` is none. */
function readContext(context: unknown): Readonly<Record<string, Scalar>> {
  if (!isObject(context)) throw new Error('The authorizer answered a context that is no object')
  const members = Object.entries(context).flatMap(([name, value]): [string, Scalar][] => {
    if (value === null) return []
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return [[name, value]]
    }
    throw new Error(`The authorizer answered a context whose "${name}" is an object or a list`)
  })
  return Object.fromEntries(members)
}

/** The keys of conditions that a request for a connection has. */
function conditionKeys(record: ConnectionRecord, request: ConnectRequest): ConditionKeys {
  const keys = new Map([
    ['aws:sourceip', record.sourceIp],
    ['aws:securetransport', String((request.forwarded?.proto ?? 'https') === 'https')],
    ['aws:currenttime', new Date(record.requestedAt).toISOString()],
    ['aws:epochtime', String(Math.floor(record.requestedAt / 1_000))],
    ['aws:requestedregion', record.region],
  ])
  const referer = headerValues(request.rawHeaders, 'Referer').at(-1)
  if (record.userAgent !== undefined) keys.set('aws:useragent', record.userAgent)
  if (referer !== undefined) keys.set('aws:referer', referer)
  return keys
}
