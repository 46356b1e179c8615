import { parseParameterSource } from './parameter-source.ts'
import { parameterValue } from './parameter-values.ts'
import type { ProxyCall } from './proxy-call.ts'
import { requestTime } from './request-time.ts'

/** The headers of a request for an event. */
export type MappedHeaders = (call: ProxyCall) => Headers

/** What belongs to the connection with the other server. */
const notOurs = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]

const eventTypes = new Map([
  ['$connect', 'CONNECT'],
  ['$disconnect', 'DISCONNECT'],
])

/**
 * Compile headers whose values are sources. A source that is empty gives no header, and so does a value that HTTP
 * cannot carry. Throws a `TypeError` or a `SyntaxError` that says what is wrong.
 */
export function mappedHeaders(headers: Readonly<Record<string, string>>): MappedHeaders {
  const mappings = Object.entries(headers).map(([name, source]) => {
    if (!isHeader(name, '') || notOurs.includes(name.toLowerCase())) {
      throw new TypeError(`"${name}" is not a header that can be set`)
    }
    return { name, source: parseParameterSource(source) }
  })
  const needsBody = mappings.some(({ source }) => source.from === 'body')
  return (call) => {
    const scope = { ...call, body: needsBody ? jsonOf(call) : undefined, context: contextOf(call) }
    const mapped = mappings.flatMap(({ name, source }) => headerOf(name, parameterValue(source, scope)))
    return new Headers(mapped)
  }
}

function headerOf(name: string, value: string | undefined): [string, string][] {
  return value !== undefined && isHeader(name, value) ? [[name, value]] : []
}

function isHeader(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).has(name)
  } catch {
    return false
  }
}

function jsonOf({ body, isBase64Encoded }: ProxyCall): unknown {
  if (body === undefined || isBase64Encoded) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function contextOf({ routeKey, requestId, context = { requestId }, now }: ProxyCall) {
  return {
    ...context,
    extendedRequestId: context.requestId,
    routeKey,
    eventType: eventTypes.get(routeKey) ?? 'MESSAGE',
    requestTime: requestTime(now),
    requestTimeEpoch: now,
  }
}
