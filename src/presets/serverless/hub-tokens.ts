import { decodeJwt } from 'jose'
import type { Authorizer, User } from '../../core/index.ts'
import { type JwksOptions, jwksTokens } from '../../identity/jwks-tokens.ts'
import { tokenIdOf } from '../../identity/token-id.ts'

const scopes = ['authenticated', 'guest'] as const

/**
 * Lets in whoever has an access token of the logins, which are elsewhere: their keys are asked for. The context is the one that
 * a server gives its own tokens. Who comes with a token to refresh with is known and may not (403).
 */
export function remoteHubTokens(options: Omit<JwksOptions, 'audience'>): Authorizer {
  const access = jwksTokens({ ...options, audience: 'gamebackend' })
  const refresh = jwksTokens({ ...options, audience: 'refresh' })
  return async (handshake) => {
    const verdict = await access(handshake)
    if ('allow' in verdict) {
      const user = userOf(verdict.allow, options.token(handshake) ?? '')
      return user === undefined ? { deny: { status: 401, reason: 'invalid-token' } } : { allow: user }
    }
    if (verdict.deny.reason === 'no-token') return verdict
    const isOurs = 'allow' in (await refresh(handshake))
    return isOurs ? { deny: { status: 403, reason: 'forbidden' } } : verdict
  }
}

/** `undefined` for a token that gives no right. It has been checked. */
function userOf({ id, context = {} }: User, token: string): User | undefined {
  const words = context.scope?.split(' ') ?? []
  const scope = scopes.find((each) => words.includes(each))
  if (scope === undefined) return undefined
  const { exp, iat } = context
  const channels = channelsOf(token)
  return {
    id,
    context: {
      sub: id,
      scope,
      tokenId: tokenIdOf(token),
      ...(exp !== undefined && { exp }),
      ...(iat !== undefined && { iat }),
      ...(channels !== undefined && { channels }),
    },
  }
}

/** The claim `channels`, a list or words in a text, as words. */
function channelsOf(token: string): string | undefined {
  const claim: unknown = decodeJwt(token).channels
  if (claim === undefined) return undefined
  const said: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  const names = typeof claim === 'string' ? claim.split(' ') : said
  return names.filter((name) => typeof name === 'string' && /^\S+$/.test(name)).join(' ')
}
