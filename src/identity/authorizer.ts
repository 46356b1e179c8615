import type { Authorizer } from '../core/ports/authorizer.ts'
import type { Tokens } from './tokens.ts'

/** Lets in whoever has an access token of ours, of any scope, in the query parameter `auth_token`. */
export function guestTokens({ tokens }: { readonly tokens: Tokens }): Authorizer {
  return async ({ query }) => {
    const token = query.get('auth_token')
    if (!token) return { deny: { status: 401, reason: 'no-token' } }
    const claims = await tokens.verifyAccess(token)
    if (claims === 'invalid') return { deny: { status: 401, reason: 'invalid-token' } }
    return { allow: { id: claims.userId } }
  }
}
