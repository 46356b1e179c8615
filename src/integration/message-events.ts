import type { ConnectionRecord } from './connection-record.ts'
import { authorizerText, identityText, variablesText } from './request-context.ts'
import { requestTime } from './request-time.ts'

export interface Message {
  /** What the client sent, or its bytes in Base64. */
  readonly body: string
  readonly isBase64Encoded: boolean
  /** The key of the route that it takes, `$default` too. */
  readonly routeKey: string
  /** Both as `Ids.short` makes them: they are written without escapes. */
  readonly requestId: string
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The events of the messages of one connection. */
export interface MessageEvents {
  /** JSON text. The members are in the order in which API Gateway's captured events have them. */
  text(message: Message): string
}

/** What all events of a connection share is written once, here, so that an event costs little more than its body. */
export function messageEvents(record: ConnectionRecord): MessageEvents {
  const variables = variablesText(record)
  const authorizer = record.authorizer && authorizerText(record.authorizer)
  const upToRoute = `${variables === undefined ? '{' : `{"stageVariables":${variables},`}"requestContext":{"routeKey":`
  const upToMessageId = `${authorizer === undefined ? '' : `,"authorizer":${authorizer}`},"messageId":"`
  const upToExtendedId = '","eventType":"MESSAGE","extendedRequestId":"'
  const upToTime = '","requestTime":"'
  const upToEpoch = `","messageDirection":"IN","stage":${JSON.stringify(record.stage)},"connectedAt":${record.connectedAt},"requestTimeEpoch":`
  const upToRequestId = `,"identity":${identityText(record)},"requestId":"`
  const names = (['domainName', 'connectionId', 'apiId'] as const)
    .map((name) => `"${name}":${JSON.stringify(record[name])}`)
    .join(',')
  const upToBody = `",${names}},"body":`

  return {
    text({ body, isBase64Encoded, routeKey, requestId, messageId, now }) {
      const context =
        upToRoute +
        JSON.stringify(routeKey) +
        upToMessageId +
        messageId +
        upToExtendedId +
        requestId +
        upToTime +
        requestTime(now) +
        upToEpoch +
        now +
        upToRequestId +
        requestId
      const flag = isBase64Encoded ? ',"isBase64Encoded":true}' : ',"isBase64Encoded":false}'
      return context + upToBody + JSON.stringify(body) + flag
    },
  }
}
