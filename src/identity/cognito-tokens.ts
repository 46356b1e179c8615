import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { JwksValidationError, JwkValidationError, JwtBaseError } from 'aws-jwt-verify/error'
import type { Authorizer, Denial, Handshake, TokenSource } from '../core/ports/authorizer.ts'
import { ofItself } from './claims.ts'
import { fetchedKeySet, type OwnKeys, ownKeySet } from './user-pool/key-sets.ts'

export interface CognitoTokensOptions {
  readonly userPoolId: string
  readonly clientId: string
  readonly token: TokenSource
  /** The keys of a pool of this server, instead of fetching them from AWS. */
  readonly jwks?: OwnKeys
  /** Another URL for the keys than the one at AWS. It may be plain HTTP. */
  readonly jwksUri?: string
}

/**
 * Lets in whoever has an access token of one user pool and one client of it. A client may name both in its query, and is
 * refused if it means others. Throws at once for ids of another shape, and later when the keys cannot be had: that tells
 * nothing of a token.
 */
export function cognitoTokens(options: CognitoTokensOptions): Authorizer {
  const { userPoolId, clientId, token: tokenOf, jwks, jwksUri } = options
  const jwksCache = jwks === undefined ? fetchedKeySet(jwksUri) : ownKeySet(jwks)
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' }, { jwksCache })

  async function verify(token: string): Promise<object | 'invalid'> {
    if (token.length > maxTokenLength) return 'invalid'
    try {
      return await verifier.verify(token)
    } catch (error) {
      if (isAboutToken(error)) return 'invalid'
      throw error
    }
  }

  return async (handshake) => {
    const token = tokenOf(handshake)
    if (!token) return denied('no-token')
    if (meansAnother(handshake, { userPoolId, clientId })) return denied('invalid-token')
    const payload = await verify(token)
    if (payload === 'invalid') return denied('invalid-token')
    const context = contextOf(payload)
    if (!context?.sub) return denied('invalid-token')
    return { allow: { id: context.sub, context, ...ofItself(token, payload) } }
  }
}

// A real one has about 1,000, and more for who is in many groups.
const maxTokenLength = 8_192

function denied(reason: Denial['reason']) {
  return { deny: { status: 401, reason } } as const
}

function meansAnother({ query }: Handshake, pinned: Readonly<Record<string, string>>): boolean {
  return Object.entries(pinned).some(([name, value]) => (query.get(name) ?? value) !== value)
}

function isAboutToken(error: unknown): boolean {
  const isAboutKeys = error instanceof JwksValidationError || error instanceof JwkValidationError
  return error instanceof JwtBaseError && !isAboutKeys
}

const contextClaims = ['sub', 'username', 'client_id', 'token_use', 'scope']

/** The claims that handlers may see; none of a token that would hold for ever. */
function contextOf(payload: object): Readonly<Record<string, string>> | undefined {
  if (typeof Reflect.get(payload, 'exp') !== 'number') return undefined
  return Object.fromEntries(
    contextClaims.flatMap((name) => {
      const value: unknown = Reflect.get(payload, name)
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
