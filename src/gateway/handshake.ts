import type { IncomingMessage } from 'node:http'
import type { Handshake } from '../core/index.ts'
import type { DomainName } from './domain-name.ts'
import type { splitTarget } from './paths.ts'

interface Known extends ReturnType<typeof splitTarget> {
  readonly connectionId: string
  readonly requestedAt: number
  readonly sourceIp: string
}

/**
 * What an upgrade says of the client that asks for it. Few authorizers want all of it, so some of it is made when it is
 * asked for; there may be very many upgrades a second.
 */
export class ReadHandshake implements Handshake {
  readonly connectionId: string
  readonly requestedAt: number
  readonly path: string
  readonly query: URLSearchParams
  readonly sourceIp: string
  readonly #request: IncomingMessage
  readonly #domainName: DomainName

  constructor(request: IncomingMessage, known: Known, domainName: DomainName) {
    this.connectionId = known.connectionId
    this.requestedAt = known.requestedAt
    this.path = known.path
    this.query = known.query
    this.sourceIp = known.sourceIp
    this.#request = request
    this.#domainName = domainName
  }

  get target(): string {
    return this.#request.url ?? '/'
  }

  get headers(): Handshake['headers'] {
    return this.#request.headers
  }

  get rawHeaders(): readonly string[] {
    return this.#request.rawHeaders
  }

  get domainName(): string {
    return this.#domainName(this.#request)
  }

  get subprotocols(): readonly string[] {
    const offered = this.#request.headers['sec-websocket-protocol'] ?? ''
    return offered
      .split(',')
      .map((protocol) => protocol.trim())
      .filter(Boolean)
  }
}
