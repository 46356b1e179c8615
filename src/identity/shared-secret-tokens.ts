import { errors, jwtVerify } from 'jose'
import type { Authorizer, TokenSource, User } from '../core/ports/authorizer.ts'
import type { Clock } from '../core/ports/clock.ts'
import { contextOf, ofItself } from './claims.ts'

export interface SharedSecretOptions {
  /** What the tokens are signed with, and whoever has it can make them. */
  readonly secret: string
  /** The claim with the user's id. The default, `data.userId`, is that of the tokens of `CreateTestJwt`. */
  readonly userClaim?: 'data.userId' | 'sub'
  readonly token: TokenSource
  readonly clock: Clock
}

const maxTokenLength = 8_192

/**
 * Lets in whoever has a JWT that is signed with the secret (HS256, HS384 or HS512) and names a user. The claims beside
 * the user's id are the authorizer's context. A token without `exp` does not expire.
 */
export function sharedSecretTokens(options: SharedSecretOptions): Authorizer {
  const { secret, userClaim = 'data.userId', token: tokenOf, clock } = options
  const key = new TextEncoder().encode(secret)

  return async (handshake) => {
    const token = tokenOf(handshake)
    if (!token) return { deny: { status: 401, reason: 'no-token' } }
    const user = await read(token)
    return user === undefined ? { deny: { status: 401, reason: 'invalid-token' } } : { allow: user }
  }

  async function read(token: string): Promise<User | undefined> {
    if (token.length > maxTokenLength) return undefined
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256', 'HS384', 'HS512'],
        currentDate: new Date(clock.now()),
      })
      const more = ofItself(token, payload)
      return userClaim === 'sub' ? userOf(payload, 'sub', more) : userOf(payload.data, 'userId', more)
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }
}

function userOf(claims: unknown, name: string, more: Pick<User, 'tokenClaims'>): User | undefined {
  if (typeof claims !== 'object' || claims === null) return undefined
  const id: unknown = Reflect.get(claims, name)
  return typeof id === 'string' && id !== '' ? { id, context: contextOf(claims), ...more } : undefined
}
