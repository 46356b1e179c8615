import { createHash, timingSafeEqual } from 'node:crypto'
import type { User } from '../core/index.ts'
import type { ConnectRequest } from './connection-record.ts'
import { headerValues } from './request-headers.ts'

export interface ApiKey {
  readonly id: string
  readonly value: string
}

export interface ApiKeysOptions {
  /** Where a client's key is: in its header, or in what its authorizer answered. */
  readonly source: '$request.header.x-api-key' | '$context.authorizer.usageIdentifierKey'
  readonly keys: readonly ApiKey[]
}

/** What the events of a connection have of the key, in their `identity`. */
export interface PresentedKey {
  readonly apiKey: string
  readonly apiKeyId: string
}

/** Which key a client has; `refused` (403) if it has none of them. */
export interface ApiKeys {
  check(request: ConnectRequest, user: Pick<User, 'usageIdentifierKey'>): PresentedKey | 'refused'
}

export function apiKeys({ source, keys }: ApiKeysOptions): ApiKeys {
  const known = keys.map((key) => ({ key, digest: digestOf(key.value) }))
  return {
    check(request, { usageIdentifierKey }) {
      const isInHeader = source === '$request.header.x-api-key'
      const presented = isInHeader ? headerValues(request.rawHeaders, 'x-api-key').at(-1) : usageIdentifierKey
      if (presented === undefined || presented === '') return 'refused'
      const digest = digestOf(presented)
      // All are compared, so that the time tells nothing of which one it is.
      const [match] = known.filter((candidate) => timingSafeEqual(candidate.digest, digest))
      return match === undefined ? 'refused' : { apiKey: match.key.value, apiKeyId: match.key.id }
    },
  }
}

function digestOf(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
