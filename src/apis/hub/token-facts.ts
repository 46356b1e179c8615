import type { User } from '../../core/index.ts'

/** What a user's token says, as far as the hub cares. */
export interface TokenFacts {
  /** Logged in as more than a guest. */
  readonly isKnown: boolean
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt?: number
  /** When it was given. */
  readonly issuedAt?: number
  readonly tokenId?: string
  /** Channels that its user may join wherever being named is asked for. */
  readonly channels: readonly string[]
}

/** Asked for with every request, and the same for as long as the user is. */
const known = new WeakMap<User, TokenFacts>()

/** Authorizers put the claims of tokens into the user's context, as texts. */
export function tokenFacts(user: User): TokenFacts {
  const facts = known.get(user) ?? read(user)
  known.set(user, facts)
  return facts
}

/** Who was let in without any token has no context, and has not logged in. */
function read({ context: said, tokenClaims }: User): TokenFacts {
  if (said === undefined) return { isKnown: false, channels: [] }
  const context: Readonly<Record<string, string>> = { ...tokenClaims, ...said }
  const expiresAt = momentOf(context.exp)
  const issuedAt = momentOf(context.iat)
  const tokenId = context.tokenId ?? context.jti
  return {
    isKnown: context.scope !== 'guest',
    channels: (context.channels ?? '').split(/\s+/).filter(Boolean),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(issuedAt !== undefined && { issuedAt }),
    ...(tokenId !== undefined && { tokenId }),
  }
}

/** Claims have seconds. */
function momentOf(seconds: string | undefined): number | undefined {
  const read = seconds === undefined ? Number.NaN : Number(seconds)
  return Number.isFinite(read) ? read * 1_000 : undefined
}
