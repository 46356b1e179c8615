import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../../core/ports/clock.ts'
import type { SigningKeys } from '../signing-keys.ts'

/**
 * What the pool has signed. What does not hold is the answer `invalid` or `expired`; what is thrown is a failure of the
 * store.
 */
export interface PoolJwt {
  /** `claims` must have `iss`, and `exp` in seconds since 1970. */
  sign(claims: JWTPayload): Promise<string>
  /** The claims of a token of ours that has not expired and has all of `claims`. */
  verify(token: string, claims: Readonly<Record<string, string>>): Promise<JWTPayload | Void>
}

export type Void = 'invalid' | 'expired'

export interface PoolJwtOptions {
  readonly issuer: string
  readonly signingKeys: SigningKeys
  readonly clock: Clock
}

// A real one has about 1,000.
const maxLength = 4_096

export function poolJwt({ issuer, signingKeys, clock }: PoolJwtOptions): PoolJwt {
  async function keyOf({ kid }: { readonly kid?: string }) {
    const key = typeof kid === 'string' ? await signingKeys.find(kid) : undefined
    if (key === undefined) throw new errors.JWKSNoMatchingKey()
    return key.publicKey
  }

  return {
    async sign(claims) {
      const { privateKey, publicJwk } = await signingKeys.current()
      return new SignJWT(claims).setProtectedHeader({ kid: publicJwk.kid, alg: 'RS256' }).sign(privateKey)
    },
    async verify(token, claims) {
      if (token.length > maxLength) return 'invalid'
      const currentDate = new Date(clock.now())
      const rules = { algorithms: ['RS256'], issuer, requiredClaims: ['exp'], currentDate }
      try {
        const { payload } = await jwtVerify(token, keyOf, rules)
        const isMeant = Object.entries(claims).every(([name, value]) => payload[name] === value)
        return isMeant ? payload : 'invalid'
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'expired'
        if (error instanceof errors.JOSEError) return 'invalid'
        throw error
      }
    },
  }
}
