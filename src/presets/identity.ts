import { getConnInfo } from '@hono/node-server/conninfo'
import type { Hono } from 'hono'
import type { Clock, Ids, Log } from '../core/index.ts'
import {
  guests,
  identityHttp,
  type SigningKeys,
  signingKeys,
  type Tokens,
  tokens,
} from '../identity/index.ts'
import type { Store } from './store.ts'

const rotationCheckMs = 60 * 60_000

export interface IssuerOptions {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** The issuer's URL where it is known before the server listens; then tokens of another one are refused. */
  readonly pinnedUrl: string | undefined
}

/** Guest logins, tokens and keys, and their HTTP API. */
export interface Issuer {
  readonly keys: SigningKeys
  readonly tokens: Tokens
  readonly http: Hono
  /** Say where the server listens, and get the URL that tokens name as their issuer. */
  serveAt(url: string): string
  /** Stop rotating keys. */
  stop(): void
}

export function openIssuer({ store, clock, ids, log, pinnedUrl }: IssuerOptions): Issuer {
  let url = pinnedUrl ?? ''
  const keys = signingKeys({ keys: store.keys, clock, ids, log })
  const issued = tokens({
    signingKeys: keys,
    clock,
    issuer: () => url,
    ...(pinnedUrl !== undefined && { pinnedIssuer: pinnedUrl }),
  })
  const stop = clock.every(rotationCheckMs, () => {
    keys.rotateIfDue().catch((error: unknown) => log.error({ err: error }, 'key rotation failed'))
  })
  return {
    keys,
    tokens: issued,
    http: identityHttp({
      signingKeys: keys,
      tokens: issued,
      guests: guests({ users: store.users, clock, ids }),
      clock,
      sourceIp: (c) => getConnInfo(c).remote.address ?? '',
    }),
    serveAt(here) {
      url ||= here
      return url
    },
    stop,
  }
}
