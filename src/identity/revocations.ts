import { after, type Later } from '../core/later.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Sanctions } from '../core/ports/sanctions.ts'

/** What somebody was given that they can prove themselves with. */
export interface Given {
  readonly userId: string
  readonly tokenId?: string
  /** Milliseconds since 1970. Without it, it was before all that was ever revoked. */
  readonly givenAt?: number | undefined
}

/** Whether that counts no more, because it was revoked since. May throw or reject with `Unavailable`. */
export type IsRevoked = (given: Given) => Later<boolean>

export interface RevocationsOptions {
  readonly sanctions: Pick<Sanctions, 'against'>
  readonly clock: Pick<Clock, 'now'>
}

/** Whoever is revoked has to log in again: with what they had before that, nobody gets new tokens. */
export function revocations({ sanctions, clock }: RevocationsOptions): IsRevoked {
  return ({ userId, tokenId, givenAt = 0 }) =>
    after(sanctions.against(userId, tokenId, clock.now()), (held) =>
      held.some(({ kind, subject, at }) => kind === 'revoke' && ('token' in subject || givenAt <= at)),
    )
}

/** Where nobody can be revoked. */
export const neverRevoked: IsRevoked = () => false
