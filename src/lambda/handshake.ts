import type { Handshake } from '../core/index.ts'
import type { AuthorizerEvent } from './gateway-event.ts'

/** What API Gateway tells of a client that asks for a connection. */
export function handshakeOf(event: Omit<AuthorizerEvent, 'methodArn'>): Handshake {
  const { requestContext } = event
  const headers = Object.entries(texts(event.headers))
  const query = queryOf(event)
  const lowered = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
  const path = `/${requestContext.stage}`
  return {
    connectionId: requestContext.connectionId,
    path,
    target: query.size === 0 ? path : `${path}?${query.toString()}`,
    query,
    headers: lowered,
    rawHeaders: headers.flat(),
    subprotocols: offered(lowered['sec-websocket-protocol']),
    sourceIp: requestContext.identity.sourceIp,
    domainName: requestContext.domainName,
    requestedAt: requestContext.requestTimeEpoch,
  }
}

/** Of a parameter that was sent twice, `queryStringParameters` has the last value only. */
function queryOf(event: Omit<AuthorizerEvent, 'methodArn'>): URLSearchParams {
  const last = Object.entries(texts(event.queryStringParameters))
  const all = Object.entries(event.multiValueQueryStringParameters ?? {})
  return new URLSearchParams(
    all.length === 0
      ? last
      : all.flatMap(([name, values]) => values.map((value): [string, string] => [name, value])),
  )
}

/** The subprotocols that a client offers, in its order. */
function offered(header = ''): readonly string[] {
  return header
    .split(',')
    .map((protocol) => protocol.trim())
    .filter(Boolean)
}

function texts(fields: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> {
  const entries = Object.entries(fields ?? {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
