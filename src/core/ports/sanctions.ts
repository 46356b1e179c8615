import type { Later } from '../later.ts'

/**
 * `mute`: the user may not publish. `ban`: nor connect. `revoke`: what the user, or the token, was given until `at`
 * counts no more.
 */
export type SanctionKind = 'mute' | 'ban' | 'revoke'

export interface Sanction {
  readonly kind: SanctionKind
  /** Whom it is against: a user, or one token. */
  readonly subject: { readonly user: string } | { readonly token: string }
  /** When it was said, in milliseconds since 1970. */
  readonly at: number
  /** When it ends. */
  readonly until: number
  /** For who reads the list. */
  readonly reason?: string
}

/** What is held against users and tokens, until it ends. All of it may throw or reject with `Unavailable`. */
export interface Sanctions {
  /** One of the same kind against the same subject takes its place. What is said on one node holds on all within seconds. */
  impose(sanction: Sanction): Later<void>
  /** `false` if there was none. */
  lift(kind: SanctionKind, subject: Sanction['subject']): Later<boolean>
  /** Those against a user and, if it is given, a token of theirs that have not ended. */
  against(userId: string, tokenId: string | undefined, now: number): Later<readonly Sanction[]>
  /** The newest that have not ended, `limit` at most. */
  list(limit: number, now: number): Later<readonly Sanction[]>
}
