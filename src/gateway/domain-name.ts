import type { IncomingMessage } from 'node:http'

/** The name and port that a request reached the server under, for whoever builds a URL of it. */
export type DomainName = (request: IncomingMessage) => string

export interface DomainNameOptions {
  readonly publicUrl: string | undefined
  /** The address that the server listens on. */
  readonly host: string
  /** Asked once the server listens. */
  readonly port: () => number
  /** Names of the server, without a port. */
  readonly names: readonly string[]
  /** Names of its APIs on AWS, where their port is 443. */
  readonly awsNames: readonly string[]
}

/**
 * The public URL's name; else the one that the client used, if it is a name of the server: a client that could choose any
 * other would choose where handlers send their messages; else the address that the server listens on.
 */
export function domainNames({ publicUrl, host, port, names, awsNames }: DomainNameOptions): DomainName {
  if (publicUrl !== undefined) {
    const { host: name } = new URL(publicUrl)
    return () => name
  }
  const known = new Set(names)
  const knownAtAws = new Set(awsNames)
  return (request) => {
    const used = (request.headers.host ?? '').toLowerCase()
    const [, name = '', usedPort = ''] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?$/.exec(used) ?? []
    if (knownAtAws.has(name) && (usedPort === '' || usedPort === '443')) return name
    return `${known.has(name) ? name : nameOf(host)}:${port()}`
  }
}

/** An address as it is written in a URL; this machine for all of its addresses. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
