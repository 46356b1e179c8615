import type { JWTPayload } from 'jose'
import type { Account, Session } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { PoolJwt, Void } from './pool-jwt.ts'

export interface IssuedTokens {
  readonly accessToken: string
  readonly idToken: string
  readonly expiresInSeconds: number
}

/**
 * Access and id tokens with Cognito's claims. That a session was ended does not show in its access tokens: they hold
 * until they expire.
 */
export interface PoolTokens {
  /** One of each, for 3,600 seconds. */
  issue(account: Account, session: Pick<Session, 'id' | 'signedInAt'>): Promise<IssuedTokens>
  /** Who an access token was issued to. */
  holder(accessToken: string): Promise<{ readonly username: string } | Void>
}

export interface PoolTokensOptions {
  readonly jwt: PoolJwt
  readonly issuer: string
  readonly clientId: string
  readonly clock: Clock
  readonly ids: Ids
}

const lifetimeSeconds = 3_600

export function poolTokens(options: PoolTokensOptions): PoolTokens {
  const { jwt, clientId, clock, ids } = options

  return {
    async issue(account, session) {
      const iat = Math.floor(clock.now() / 1_000)
      const facts: Facts = {
        account,
        origin: { origin_jti: session.id, event_id: ids.uuid() },
        times: { auth_time: Math.floor(session.signedInAt / 1_000), exp: iat + lifetimeSeconds, iat },
      }
      const [accessToken, idToken] = await Promise.all([
        jwt.sign(accessClaims(facts, options)),
        jwt.sign(idClaims(facts, options)),
      ])
      return { accessToken, idToken, expiresInSeconds: lifetimeSeconds }
    },
    async holder(accessToken) {
      const payload = await jwt.verify(accessToken, { token_use: 'access', client_id: clientId })
      if (typeof payload === 'string') return payload
      const { username } = payload
      return typeof username === 'string' ? { username } : 'invalid'
    },
  }
}

interface Facts {
  readonly account: Account
  readonly origin: { readonly origin_jti: string; readonly event_id: string }
  /** Seconds since 1970. */
  readonly times: { readonly auth_time: number; readonly exp: number; readonly iat: number }
}

// The claims and their order are Cognito's:
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
function accessClaims({ account, origin, times }: Facts, options: PoolTokensOptions): JWTPayload {
  return {
    sub: account.sub,
    iss: options.issuer,
    client_id: options.clientId,
    ...origin,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    ...times,
    jti: options.ids.uuid(),
    username: account.username,
  }
}

// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
function idClaims({ account, origin, times }: Facts, options: PoolTokensOptions): JWTPayload {
  const { email, email_verified: isVerified } = account.attributes
  return {
    sub: account.sub,
    ...(email !== undefined && { email_verified: isVerified === 'true' }),
    iss: options.issuer,
    'cognito:username': account.username,
    ...origin,
    aud: options.clientId,
    token_use: 'id',
    ...times,
    jti: options.ids.uuid(),
    ...(email !== undefined && { email }),
  }
}
