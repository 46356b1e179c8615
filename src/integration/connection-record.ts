import type { Handshake, Ids, User } from '../core/index.ts'

/** What an authorizer said of a client. It is on every event of the connection. */
export interface Authorized {
  readonly principalId: string
  /** What else it said. The values are texts, unless the API asks for them as they are. */
  readonly context: Readonly<Record<string, string | number | boolean>>
}

/** What is known of one connection for its events. */
export interface ConnectionRecord {
  readonly connectionId: string
  /** Milliseconds since 1970. */
  readonly connectedAt: number
  /** When the client asked for the connection, in milliseconds since 1970. */
  readonly requestedAt: number
  /** The host that the client asked for, with its port unless that is the usual one. */
  readonly domainName: string
  readonly apiId: string
  readonly stage: string
  readonly accountId: string
  readonly region: string
  readonly sourceIp: string
  readonly userAgent?: string
  readonly authorizer?: Authorized
  /** What more `identity` has: who signed the request, or the API key. */
  readonly identity?: Readonly<Record<string, string | null>>
  /** Stage variables. */
  readonly variables?: Readonly<Record<string, string>>
}

/** The request for a connection. A handshake is one. */
export interface ConnectRequest extends Pick<Handshake, 'target' | 'rawHeaders'> {
  /** How the client reached the server. The default is 443 and `https`, as it is on API Gateway always. */
  readonly forwarded?: { readonly port: number; readonly proto: 'http' | 'https' }
}

/** What names one request for a connection, in the event of its authorizer and in its own. */
export interface ConnectIds {
  readonly requestId: string
  /** For `X-Amzn-Trace-Id`, unless the client sent one. */
  readonly traceId: string
}

export function connectIds(ids: Ids, now: number): ConnectIds {
  const seconds = Math.floor(now / 1_000).toString(16)
  return { requestId: ids.short(), traceId: `Root=1-${seconds}-${ids.draw('0123456789abcdef', 24)}` }
}

/** `types`: whether events have what the authorizer said as texts or as it is. */
export function authorizedAs(user: User, types: 'text' | 'native'): Authorized {
  const context = types === 'native' ? (user.nativeContext ?? user.context) : user.context
  return { principalId: user.id, context: context ?? {} }
}

/** What a policy has to allow so that the client may connect. */
export function methodArn({ region, accountId, apiId, stage }: ConnectionRecord): string {
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/$connect`
}
