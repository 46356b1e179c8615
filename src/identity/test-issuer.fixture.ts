import { vi } from 'vitest'
import type { Keys } from '../core/ports/keys.ts'
import { memoryKeys } from '../stores/memory/keys.ts'
import { memoryUsers } from '../stores/memory/users.ts'
import { systemIds } from '../stores/system/ids.ts'
import { guests } from './guests.ts'
import { signingKeys } from './signing-keys.ts'
import { tokens } from './tokens.ts'

// Primes are found by chance, and late on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

/** A clock that stands until it is moved. */
export function standingClock() {
  let now = 1_700_000_000_000
  return {
    now: () => now,
    every: () => () => {},
    after: () => () => {},
    pass(spanMs: number) {
      now += spanMs
    },
  }
}

/** An issuer of tokens with all of its parts, in memory. */
export function testIssuer(keys: Keys = memoryKeys()) {
  const clock = standingClock()
  const ids = systemIds()
  const signing = signingKeys({ keys, clock, ids })
  return {
    clock,
    keys,
    signingKeys: signing,
    tokens: tokens({ signingKeys: signing, clock, issuer: () => 'http://localhost:8080' }),
    guests: guests({ users: memoryUsers(), clock, ids }),
  }
}

/** One of the parts of a token: 0 the header, 1 the claims; with its keys in the order in which they were sent. */
export function decoded(token: string, part: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString())
}
