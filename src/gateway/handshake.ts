import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Handshake } from '../core/index.ts'
import { splitTarget } from './paths.ts'

type Known = Pick<Handshake, 'connectionId' | 'domainName' | 'requestedAt'>

/** What an upgrade says of the client that asks for it. */
export function readHandshake(request: IncomingMessage, socket: Socket, known: Known): Handshake {
  const { headers, rawHeaders, url: target = '/' } = request
  const offered = headers['sec-websocket-protocol'] ?? ''
  return {
    ...known,
    ...splitTarget(target),
    target,
    headers,
    rawHeaders,
    subprotocols: offered
      .split(',')
      .map((protocol) => protocol.trim())
      .filter(Boolean),
    sourceIp: socket.remoteAddress ?? '',
  }
}
