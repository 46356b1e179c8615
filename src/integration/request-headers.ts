import type { ConnectIds, ConnectionRecord, ConnectRequest } from './connection-record.ts'
import { type Field, fieldsOf } from './fields.ts'

/** What a client sent, names as it wrote them. Names that differ by case only are the same. */
export function headerFields(rawHeaders: readonly string[]): Field[] {
  return fieldsOf(pairs(rawHeaders), (name) => name.toLowerCase())
}

/** What a client sent under a name, in any case. */
export function headerValues(rawHeaders: readonly string[], name: string): readonly string[] {
  const key = name.toLowerCase()
  return pairs(rawHeaders).flatMap(([other, value]) => (other.toLowerCase() === key ? [value] : []))
}

/**
 * The headers of a request for a connection as an authorizer's event has them, sorted by name in any case: what the
 * client sent, and what API Gateway adds to it.
 */
export function receivedHeaders(record: ConnectionRecord, request: ConnectRequest, ids: ConnectIds): Field[] {
  const { port, proto } = request.forwarded ?? { port: 443, proto: 'https' }
  const sent = new Map(headerFields(request.rawHeaders).map((field) => [field.name.toLowerCase(), field]))
  const put = (name: string, values: readonly string[]): void => {
    sent.set(name.toLowerCase(), { name, values })
  }
  const keep = (name: string, value: string): void =>
    put(name, sent.get(name.toLowerCase())?.values ?? [value])

  // Handlers build URLs of it, so it is never what the client says.
  put('Host', [record.domainName])
  put('X-Forwarded-For', [forwardedFor(sent.get('x-forwarded-for')?.values ?? [], record.sourceIp)])
  put('X-Forwarded-Port', [String(port)])
  put('X-Forwarded-Proto', [proto])
  keep('X-Amzn-Trace-Id', ids.traceId)
  if (!sent.has('content-length')) put('content-length', ['0'])
  return [...sent].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, field]) => field)
}

const notOfConnect = new Set(['connection', 'upgrade', 'content-length'])

/** Of these, the ones that the event of `$connect` has. */
export function connectHeaders(received: readonly Field[]): Field[] {
  return received.filter(({ name }) => !notOfConnect.has(name.toLowerCase()))
}

/**
 * The last address is that of the client; those ahead of it are what the client said. What proxies have appended after it is
 * left out: they are part of the server, as the load balancers of API Gateway are.
 */
function forwardedFor(said: readonly string[], sourceIp: string): string {
  const addresses = said
    .join(',')
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean)
  const at = addresses.findLastIndex((address) => withoutPort(address) === sourceIp)
  return [...(at === -1 ? addresses : addresses.slice(0, at)), sourceIp].join(', ')
}

/** Of an address as proxies write it: `1.2.3.4:567`, `[::1]:567`, `::ffff:1.2.3.4`. */
function withoutPort(address: string): string {
  return address
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^::ffff:/i, '')
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  const found: [string, string][] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    found.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  }
  return found
}
