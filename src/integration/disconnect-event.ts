import type { ConnectionRecord } from './connection-record.ts'
import { multiValues, singleValues } from './fields.ts'
import { jsonObject } from './json-text.ts'
import { requestContext, variablesText } from './request-context.ts'

/** Why a connection ended, in the words of captured events. A client's own reason is given as it is. */
export const disconnectReasons = {
  /** 1000, by a DELETE of the connection. */
  deleted: 'Connection Closed Normally',
  /** 1001, by the idle timeout. */
  goingAway: 'Going away',
  /** 1005: the client's close frame had no code. */
  noStatus: 'Client-side close frame status not set',
} as const

export interface Disconnection {
  readonly code: number
  readonly reason: string
  readonly requestId: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The event of `$disconnect`, as JSON text. */
export function disconnectEvent(record: ConnectionRecord, { code, reason, ...when }: Disconnection): string {
  const headers = [
    { name: 'Host', values: [record.domainName] },
    ...['x-api-key', 'X-Forwarded-For', 'x-restapi'].map((name) => ({ name, values: [''] })),
  ]
  const close = { code, reason: code === 1005 && reason === '' ? disconnectReasons.noStatus : reason }
  return jsonObject([
    ['headers', singleValues(headers)],
    ['multiValueHeaders', multiValues(headers)],
    ['stageVariables', variablesText(record)],
    [
      'requestContext',
      requestContext(record, { ...when, routeKey: '$disconnect', eventType: 'DISCONNECT', close }),
    ],
    ['isBase64Encoded', 'false'],
  ])
}
