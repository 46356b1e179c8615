import type { Later } from '../later.ts'

/** What is known of a client that asks for a connection. */
export interface Handshake {
  readonly connectionId: string
  readonly path: string
  /** The request target as it was sent, path and query, for who checks a signature over it. */
  readonly target: string
  /** The first value of a query parameter, decoded; `null` if there is none. */
  readonly query: { get(name: string): string | null }
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Names and values in turn, as the client wrote them. */
  readonly rawHeaders: readonly string[]
  readonly subprotocols: readonly string[]
  readonly sourceIp: string
  /** The name and port under which the client reached the server, if they are known to be the server's. */
  readonly domainName: string
  /** When it asked, in milliseconds since 1970. */
  readonly requestedAt: number
}

/** Who a connection belongs to. It is present on every event of the connection. */
export interface User {
  readonly id: string
  /** A name that comes with the identity. Without one, the name is what the user chose (see `Users`). */
  readonly name?: string
  /** What else the authorizer found out, as on API Gateway: every value is a text (`"1"`, `"true"`). */
  readonly context?: Readonly<Record<string, string>>
  /** What the token says of itself (`exp`, `iat`, `jti`), as texts, where that is not in the context. */
  readonly tokenClaims?: Readonly<Record<string, string>>
  /** The same values as they were before they were made texts. */
  readonly nativeContext?: Readonly<Record<string, string | number | boolean>>
  /** What is known of who signed the request, for `requestContext.identity`. */
  readonly identity?: Readonly<Record<string, string | null>>
  /** The API key that an authorizer presents for the client. */
  readonly usageIdentifierKey?: string
}

export interface Denial {
  /** The HTTP status of the refusal: who are you (401), or you may not (403). */
  readonly status: 401 | 403
  readonly reason: 'no-token' | 'invalid-token' | 'forbidden'
}

/** Where a client of an API puts its token; `undefined` where there is none. */
export type TokenSource = (handshake: Handshake) => string | undefined

export type Verdict = { readonly allow: User } | { readonly deny: Denial }

/**
 * Decides, once and before the upgrade, who a client is and whether it may connect. It answers a refusal and
 * throws only when it could not decide: that is HTTP 500 to the client.
 */
export type Authorizer = (handshake: Handshake) => Later<Verdict>
