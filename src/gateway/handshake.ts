import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Handshake } from '../core/index.ts'
import type { DomainName } from './domain-name.ts'
import type { splitTarget } from './paths.ts'

interface Known extends ReturnType<typeof splitTarget> {
  readonly connectionId: string
  readonly requestedAt: number
  readonly domainName: DomainName
}

/** What an upgrade says of the client that asks for it. Few authorizers want all of it, so some of it is made when asked for. */
export function readHandshake(request: IncomingMessage, socket: Socket, known: Known): Handshake {
  const { headers, rawHeaders, url: target = '/' } = request
  return {
    connectionId: known.connectionId,
    requestedAt: known.requestedAt,
    path: known.path,
    query: known.query,
    target,
    headers,
    rawHeaders,
    sourceIp: socket.remoteAddress ?? '',
    get domainName() {
      return known.domainName(request)
    },
    get subprotocols() {
      return offeredIn(headers['sec-websocket-protocol'])
    },
  }
}

function offeredIn(header = ''): readonly string[] {
  return header
    .split(',')
    .map((protocol) => protocol.trim())
    .filter(Boolean)
}
