import type { Authorizer, TokenSource } from '../core/ports/authorizer.ts'
import { ofItself } from './claims.ts'
import type { Tokens } from './tokens.ts'

export interface GuestTokensOptions {
  readonly tokens: Tokens
  readonly token: TokenSource
}

/** Lets in whoever has an access token of ours, of any scope. */
export function guestTokens({ tokens, token: tokenOf }: GuestTokensOptions): Authorizer {
  return async (handshake) => {
    const token = tokenOf(handshake)
    if (!token) return { deny: { status: 401, reason: 'no-token' } }
    const claims = await tokens.verifyAccess(token)
    if (claims === 'invalid') return { deny: { status: 401, reason: 'invalid-token' } }
    const { userId, scope, expiresAt: exp, issuedAt: iat, tokenId: jti } = claims
    return { allow: { id: userId, context: { sub: userId, scope }, ...ofItself(token, { exp, iat, jti }) } }
  }
}
