import type { Authorized, ConnectionRecord } from './connection-record.ts'
import { jsonObject, jsonOfRecord } from './json-text.ts'
import { requestTime } from './request-time.ts'

/** An event about a connection that is no message. */
export interface Occasion {
  readonly routeKey: string
  readonly eventType: 'CONNECT' | 'DISCONNECT'
  readonly requestId: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly close?: { readonly code: number; readonly reason: string }
}

/** `requestContext`, its members in the order in which API Gateway's captured events have them. */
export function requestContext(record: ConnectionRecord, occasion: Occasion): string {
  const { routeKey, eventType, requestId, now, close } = occasion
  return jsonObject([
    ['routeKey', JSON.stringify(routeKey)],
    ['disconnectStatusCode', close && String(close.code)],
    ['authorizer', record.authorizer && authorizerText(record.authorizer)],
    ['eventType', `"${eventType}"`],
    ['extendedRequestId', JSON.stringify(requestId)],
    ['requestTime', `"${requestTime(now)}"`],
    ['messageDirection', '"IN"'],
    ['disconnectReason', close && JSON.stringify(close.reason)],
    ['stage', JSON.stringify(record.stage)],
    ['connectedAt', String(record.connectedAt)],
    ['requestTimeEpoch', String(now)],
    ['identity', identityText(record)],
    ['requestId', JSON.stringify(requestId)],
    ['domainName', JSON.stringify(record.domainName)],
    ['connectionId', JSON.stringify(record.connectionId)],
    ['apiId', JSON.stringify(record.apiId)],
  ])
}

/** `principalId` is the authorizer's, even where its context has one of its own. */
export function authorizerText({ principalId, context }: Authorized): string {
  const others = Object.entries(context).filter(([name]) => name !== 'principalId')
  return jsonObject([
    ['principalId', JSON.stringify(principalId)],
    ...others.map(([name, value]) => [name, JSON.stringify(value)] as const),
  ])
}

export function identityText({ userAgent, sourceIp, identity = {} }: ConnectionRecord): string {
  return jsonObject([
    ['userAgent', userAgent === undefined ? undefined : JSON.stringify(userAgent)],
    ['sourceIp', JSON.stringify(sourceIp)],
    ...Object.entries(identity).map(([name, value]) => [name, JSON.stringify(value)] as const),
  ])
}

/** `stageVariables`, where the stage has any. */
export function variablesText({ variables = {} }: ConnectionRecord): string | undefined {
  return Object.keys(variables).length === 0 ? undefined : jsonOfRecord(variables)
}
