import type { Later } from '../../core/later.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import type { ProviderIdentity, Users } from '../../core/ports/users.ts'
import { type IsRevoked, neverRevoked } from '../revocations.ts'
import { givenWith, type TokenPair, type Tokens } from '../tokens.ts'
import type { Refusal, Refused } from './provider.ts'

export interface LogInOptions {
  readonly users: Users
  readonly tokens: Tokens
  readonly isRevoked?: IsRevoked
  readonly ids: Ids
  readonly log?: Pick<Log, 'warn'>
}

export interface LoggedIn {
  readonly userId: string
  readonly pair: TokenPair
}

/**
 * Let the user in that a proven identity belongs to. One that is new is given to the user of `linkTo`, an access token,
 * or else to a new user. Whoever the identity belonged to before wins over the link. `provenAt` (ms): when its owner
 * proved it, where that is known; a user who was revoked since is refused. Never rejects: a store that fails is a
 * refusal and a warning.
 */
export type LogIn = (
  identity: ProviderIdentity,
  linkTo: string | undefined,
  provenAt?: number,
) => Promise<LoggedIn | Refused>

export function loggingIn({ users, tokens, isRevoked = neverRevoked, ids, log }: LogInOptions): LogIn {
  async function attempt<T>(
    refusal: Refusal,
    work: () => Later<T>,
  ): Promise<{ readonly value: T } | Refused> {
    try {
      return { value: await work() }
    } catch (error) {
      log?.warn({ err: error, refusal }, 'a login failed')
      return { refusal }
    }
  }

  async function give(identity: ProviderIdentity, userId: string, refusal: Refusal) {
    const linked = await attempt(refusal, () => users.link(identity, userId))
    if ('refusal' in linked) return linked
    return linked.value === 'occupied' ? { refusal } : linked.value
  }

  async function linkTo(identity: ProviderIdentity, authToken: string) {
    const refusal = 'Failed to authenticate with existing identity'
    const claims = await attempt(refusal, () => tokens.verifyAccess(authToken))
    if ('refusal' in claims) return claims
    if (claims.value === 'invalid') return { refusal } as const
    const given = givenWith(claims.value)
    const revoked = await attempt(refusal, () => isRevoked(given))
    if ('refusal' in revoked) return revoked
    if (revoked.value) return { refusal } as const
    return give(identity, given.userId, 'Failed to link new user to existing user')
  }

  async function userOf(identity: ProviderIdentity, authToken: string | undefined) {
    const known = await attempt('Failed the try getting existing user', () => users.linked(identity))
    if ('refusal' in known) return known
    if (known.value !== undefined) return { userId: known.value }
    return authToken === undefined
      ? give(identity, ids.uuid(), 'Failed to create user')
      : linkTo(identity, authToken)
  }

  return async (identity, authToken, provenAt) => {
    const user = await userOf(identity, authToken)
    if ('refusal' in user) return user
    const { userId } = user
    const refusal = 'Failed to authenticate'
    const issued = await attempt(refusal, async () => {
      if (provenAt !== undefined && (await isRevoked({ userId, givenAt: provenAt }))) return 'revoked'
      return tokens.issue(userId, 'authenticated')
    })
    if ('refusal' in issued) return issued
    return issued.value === 'revoked' ? { refusal } : { userId, pair: issued.value }
  }
}

/** The query parameters that ask for a link. */
export const linkParameters = ['auth_token', 'link_to_existing_user']

/** The access token of the user that a new identity is to be linked to, if that is asked for. */
export function linkIn(parameters: Readonly<Record<string, string>>): string | undefined {
  return parameters.link_to_existing_user === 'Yes' ? parameters.auth_token : undefined
}

/** What a client is told, with its members in the order that clients know. */
export function loggedInBody(idMember: string, id: string, { userId, pair }: LoggedIn) {
  return {
    user_id: userId,
    [idMember]: id,
    auth_token: pair.authToken,
    refresh_token: pair.refreshToken,
    auth_token_expires_in: pair.authTokenExpiresInSeconds,
    refresh_token_expires_in: pair.refreshTokenExpiresInSeconds,
  }
}
