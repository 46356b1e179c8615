import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../core/ports/clock.ts'
import { RememberedTokens } from './remembered-tokens.ts'
import type { Given } from './revocations.ts'
import type { LoadedKey, SigningKeys } from './signing-keys.ts'
import { hashId } from './token-id.ts'

/** How somebody logged in: as a guest, or with a provider. */
export type Scope = 'guest' | 'authenticated'

export interface TokenPair {
  /** The access token: what a connection is opened with. */
  readonly authToken: string
  readonly refreshToken: string
  readonly authTokenExpiresInSeconds: number
  readonly refreshTokenExpiresInSeconds: number
}

export interface AccessClaims {
  readonly userId: string
  readonly scope: Scope
  /** Seconds since 1970. */
  readonly expiresAt: number
  /** The same; not there where a token does not say it, which ours all do. */
  readonly issuedAt?: number
  /** What tells this token from all others, and opens nothing: its `jti`, or the beginning of its hash. */
  readonly tokenId: string
  /** The claim `channels`, a list or words in a text; without those that are no names. */
  readonly channels?: readonly string[]
}

export interface RefreshClaims extends Omit<AccessClaims, 'scope' | 'channels'> {
  /** The scope of the access tokens that it can be exchanged for. */
  readonly scope: Scope
}

/**
 * Tokens as JWT, of the shape that clients of AWS's game backend framework know. A token that does not hold
 * is the answer `invalid`, for whatever reason; what is thrown is a failure of the store.
 */
export interface Tokens {
  /** The URL that new tokens name as their issuer, without a slash at the end. */
  issuer(): string
  /** An access token for 900 seconds, and a refresh token for 518,400 or until `refreshUntil` (seconds since 1970). */
  issue(userId: string, scope: Scope, refreshUntil?: number): Promise<TokenPair>
  verifyAccess(token: string): Promise<AccessClaims | 'invalid'>
  verifyRefresh(token: string): Promise<RefreshClaims | 'invalid'>
}

export interface TokensOptions {
  readonly signingKeys: SigningKeys
  readonly clock: Clock
  /** The server's current URL. It is asked for each token, because a port may be known only after the start. */
  readonly issuer: () => string
  /**
   * Refuse tokens with another `iss`. By default it is written and not compared: an embedded server comes back on
   * another port with the same data folder, and whoever has the keys is the issuer anyway.
   */
  readonly pinnedIssuer?: string
}

const accessSeconds = 900
const refreshSeconds = 518_400
const accessAudience = 'gamebackend'
const refreshAudience = 'refresh'
// A real one has about 800. A longer one costs no hashing.
const maxTokenLength = 4_096

export function tokens({ signingKeys, clock, issuer, pinnedIssuer }: TokensOptions): Tokens {
  const nowSeconds = () => Math.floor(clock.now() / 1_000)
  const verify = verifier(signingKeys, clock, pinnedIssuer)
  const remembered = new RememberedTokens<AccessClaims>()

  return {
    issuer,
    async issue(userId, scope, refreshUntil) {
      const key = await signingKeys.current()
      const now = nowSeconds()
      const refreshExpiry = refreshUntil ?? now + refreshSeconds
      // The order of the claims is what clients have always seen.
      const claims = (exp: number, aud: string) => ({
        sub: userId,
        exp,
        iss: issuer(),
        kid: key.publicJwk.kid,
        aud,
        nbf: now,
        iat: now,
      })
      const [authToken, refreshToken] = await Promise.all([
        sign(key, { ...claims(now + accessSeconds, accessAudience), scope }),
        sign(key, { ...claims(refreshExpiry, refreshAudience), scope: 'refresh', access_token_scope: scope }),
      ])
      return {
        authToken,
        refreshToken,
        authTokenExpiresInSeconds: accessSeconds,
        refreshTokenExpiresInSeconds: refreshExpiry - now,
      }
    },
    async verifyAccess(token) {
      const known = remembered.get(token)
      if (known !== undefined && known.expiresAt > nowSeconds() && (await signingKeys.find(known.kid))) {
        return known.claims
      }
      const verified = await verify(token, accessAudience)
      if (verified === 'invalid') return 'invalid'
      const { claims, kid } = verified
      const scope = widest(claims.scope)
      if (scope === undefined) return 'invalid'
      const access = accessOf(token, claims, scope)
      remembered.add(token, { claims: access, kid, expiresAt: claims.exp })
      return access
    },
    async verifyRefresh(token) {
      const verified = await verify(token, refreshAudience)
      if (verified === 'invalid' || verified.claims.scope !== 'refresh') return 'invalid'
      const { claims } = verified
      const scope = widest(claims.access_token_scope)
      return scope === undefined ? 'invalid' : { ...holderOf(token, claims), scope }
    },
  }
}

function accessOf(token: string, claims: Claims, scope: Scope): AccessClaims {
  const { channels } = claims
  return {
    ...holderOf(token, claims),
    scope,
    ...(channels !== undefined && { channels: namesIn(channels) }),
  }
}

function holderOf(token: string, { sub, exp, iat, jti }: Claims): Omit<AccessClaims, 'scope' | 'channels'> {
  return {
    userId: sub,
    expiresAt: exp,
    tokenId: typeof jti === 'string' && jti !== '' ? jti : hashId(token),
    ...(typeof iat === 'number' && { issuedAt: iat }),
  }
}

/** What a token is to who asks whether it was revoked. */
export const givenWith = ({
  userId,
  tokenId,
  issuedAt,
}: Pick<AccessClaims, 'userId' | 'tokenId' | 'issuedAt'>): Given => ({
  userId,
  tokenId,
  givenAt: issuedAt === undefined ? undefined : issuedAt * 1_000,
})

function namesIn(claim: unknown): readonly string[] {
  const names: readonly unknown[] = Array.isArray(claim) ? claim : String(claim).split(' ')
  return names.flatMap((name) => (typeof name === 'string' && /^\S+$/.test(name) ? [name] : []))
}

type Claims = JWTPayload & { readonly sub: string; readonly exp: number }

interface Verified {
  readonly claims: Claims
  /** The key it is signed with. */
  readonly kid: string
}

type Verify = (token: string, audience: string) => Promise<Verified | 'invalid'>

function verifier(signingKeys: SigningKeys, clock: Clock, pinnedIssuer: string | undefined): Verify {
  async function keyOf({ kid }: { readonly kid?: string }) {
    const key = typeof kid === 'string' ? await signingKeys.find(kid) : undefined
    if (key === undefined) throw new errors.JWKSNoMatchingKey()
    return key.publicKey
  }

  return async (token, audience) => {
    if (token.length > maxTokenLength) return 'invalid'
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keyOf, {
        algorithms: ['RS256'],
        audience,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(clock.now()),
        ...(pinnedIssuer !== undefined && { issuer: pinnedIssuer }),
      })
      return isComplete(payload) ? { claims: payload, kid: protectedHeader.kid ?? '' } : 'invalid'
    } catch (error) {
      if (error instanceof errors.JOSEError) return 'invalid'
      throw error
    }
  }
}

function isComplete(payload: JWTPayload): payload is Claims {
  return typeof payload.sub === 'string' && payload.sub !== '' && typeof payload.exp === 'number'
}

function sign({ privateKey, publicJwk }: LoadedKey, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: publicJwk.kid, typ: 'JWT' })
    .sign(privateKey)
}

/** The scope that a `scope` claim gives, of the words in it. */
function widest(claim: unknown): Scope | undefined {
  const words = typeof claim === 'string' ? claim.split(' ') : []
  if (words.includes('authenticated')) return 'authenticated'
  return words.includes('guest') ? 'guest' : undefined
}
