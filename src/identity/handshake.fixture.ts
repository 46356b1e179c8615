import type { Handshake, TokenSource } from '../core/ports/authorizer.ts'

/** What a client with this query asks for. */
export function handshake(query: Readonly<Record<string, string>> = {}): Handshake {
  return {
    connectionId: 'R1kmxc2VNjMCFIA=',
    path: '/',
    target: '/',
    query: new URLSearchParams({ ...query }),
    headers: {},
    rawHeaders: [],
    subprotocols: [],
    sourceIp: '127.0.0.1',
    domainName: 'localhost:8080',
    requestedAt: 0,
  }
}

/** A token in the query. */
export const inQuery: TokenSource = ({ query }) => query.get('token') ?? undefined

export const noToken = { deny: { status: 401, reason: 'no-token' } } as const
export const invalidToken = { deny: { status: 401, reason: 'invalid-token' } } as const
