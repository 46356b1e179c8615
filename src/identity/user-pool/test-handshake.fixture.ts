import type { Handshake } from '../../core/ports/authorizer.ts'

export const refused = { deny: { status: 401, reason: 'invalid-token' } }

/** Where the game puts its token. */
export const token = ({ query }: Handshake) => query.get('Authorization') ?? undefined

export function handshake(query: Readonly<Record<string, string>>): Handshake {
  return {
    connectionId: 'R1kmxc2VNjMCFIA=',
    path: '/prod',
    target: '/prod',
    query: { get: (name) => query[name] ?? null },
    headers: {},
    rawHeaders: [],
    subprotocols: [],
    sourceIp: '127.0.0.1',
    domainName: 'localhost:8080',
    requestedAt: 0,
  }
}

/** A part of a token. */
export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
