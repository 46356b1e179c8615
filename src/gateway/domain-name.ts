import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'

/** The name and port that a request reached the server under, for whoever builds a URL of it. */
export type DomainName = (request: IncomingMessage) => string

export interface DomainNameOptions {
  readonly publicUrl: string | undefined
  /** The address that the server listens on. */
  readonly host: string
  /** Asked once the server listens. */
  readonly port: () => number
  /** Other names of the server, as an API on AWS has one. */
  readonly names: readonly string[]
}

/**
 * The public URL's name; else the one that the client used, if it is a name of this machine: a client that could choose
 * any other would choose where handlers send their messages; else the address that the server listens on.
 */
export function domainNames({ publicUrl, host, port, names }: DomainNameOptions): DomainName {
  if (publicUrl !== undefined) {
    const { host: name } = new URL(publicUrl)
    return () => name
  }
  const known = new Set(['localhost', hostname().toLowerCase(), host, ...names])
  return (request) => {
    const used = (request.headers.host ?? '').toLowerCase()
    const [, name = '', usedPort = ''] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?$/.exec(used) ?? []
    const isOwn = known.has(name) || isAddressOf(request, name)
    const isListening = usedPort === String(port()) || names.includes(name)
    return isOwn && (isListening || usedPort === '') ? used : `${nameOf(host)}:${port()}`
  }
}

const isAddressOf = ({ socket }: IncomingMessage, name: string): boolean => {
  const address = socket.localAddress ?? ''
  return name === address || name === address.replace(/^::ffff:/, '') || name === `[${address}]`
}

/** An address as it is written in a URL; this machine for all of its addresses. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
