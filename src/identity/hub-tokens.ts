import type { Authorizer, Denial, TokenSource, User } from '../core/ports/authorizer.ts'
import type { AccessClaims, Tokens } from './tokens.ts'

export interface HubTokensOptions {
  readonly tokens: Tokens
  readonly token: TokenSource
}

/**
 * Lets in whoever has an access token of ours, of any scope. The context says what rights and spans hang on: `scope`, `exp`
 * and `iat` (seconds since 1970), `tokenId`, and `channels`, words divided by spaces, if the token lists any. Whoever
 * comes with another good token of ours, such as one to refresh with, is known and may not (403).
 */
export function hubTokens({ tokens, token: tokenOf }: HubTokensOptions): Authorizer {
  return async (handshake) => {
    const token = tokenOf(handshake)
    if (!token) return denied(401, 'no-token')
    const claims = await tokens.verifyAccess(token)
    if (claims !== 'invalid') return { allow: userOf(claims) }
    const isOurs = (await tokens.verifyRefresh(token)) !== 'invalid'
    return isOurs ? denied(403, 'forbidden') : denied(401, 'invalid-token')
  }
}

const denied = (status: Denial['status'], reason: Denial['reason']) => ({ deny: { status, reason } }) as const

function userOf({ userId, scope, expiresAt, issuedAt, tokenId, channels }: AccessClaims): User {
  return {
    id: userId,
    context: {
      sub: userId,
      scope,
      exp: String(expiresAt),
      tokenId,
      ...(issuedAt !== undefined && { iat: String(issuedAt) }),
      ...(channels && { channels: channels.join(' ') }),
    },
  }
}
