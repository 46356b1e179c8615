import type { Account, Accounts } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Settings } from '../../core/ports/settings.ts'
import { type IsRevoked, neverRevoked } from '../revocations.ts'
import type { SigningKeys } from '../signing-keys.ts'
import { type Administration, administration } from './administration.ts'
import { challenges, invalidChallenge } from './challenges.ts'
import { CognitoProblem, unknownUser } from './cognito-problem.ts'
import { type Credentials, credentials } from './credentials.ts'
import { poolJwt } from './pool-jwt.ts'
import { type PoolNames, poolNames } from './pool-names.ts'
import { type IssuedTokens, poolTokens } from './pool-tokens.ts'
import { sessions } from './sessions.ts'
import { readUsername } from './username.ts'

export interface UserPoolOptions {
  readonly accounts: Accounts
  readonly settings: Settings
  readonly signingKeys: SigningKeys
  readonly clock: Clock
  readonly ids: Ids
  /** Whether the sessions of a user, called by their `sub`, that began at a time count no more. */
  readonly isRevoked?: IsRevoked
  /** `us-east-1`. */
  readonly region: string
  /** Fixed ids instead of ones made up at the first start. */
  readonly userPoolId?: string
  readonly clientId?: string
}

/** The tokens of a sign-in. */
export interface SignedIn extends IssuedTokens {
  /** Good for 30 days, and for any number of new tokens. */
  readonly refreshToken: string
}

/** Before there are tokens, the password must be replaced by one that its owner has chosen. */
export interface NewPasswordRequired {
  readonly challenge: string
  readonly account: Account
}

/**
 * People who sign in with a password, as in a user pool of Cognito with one client that has no secret. What it refuses it
 * throws as `CognitoProblem`; what else is thrown is a failure of the store. Usernames are compared without regard to
 * case.
 */
export interface UserPool extends PoolNames, SigningIn, Administration {
  /** The keys that tokens of the pool are signed with, newest first. */
  readonly jwks: SigningKeys['jwks']
}

interface SigningIn {
  /** Throws `NotAuthorizedException` without telling whether the username or the password is wrong. */
  signIn(username: string, password: string): Promise<SignedIn | NewPasswordRequired>
  /** New tokens for a refresh token. It stays as it is. Throws `NotAuthorizedException`. */
  continueSession(refreshToken: string): Promise<IssuedTokens>
  /** Throws `NotAuthorizedException` for the challenge, and `InvalidPasswordException`. */
  answerNewPassword(challenge: string, username: string, newPassword: string): Promise<SignedIn>
  /** Who an access token was issued to. Throws `NotAuthorizedException`. */
  user(accessToken: string): Promise<Account>
  /**
   * End all sessions of who the token was issued to: no refresh token holds any more. Access tokens hold until they
   * expire, an hour at most, because what checks them has only their signature. Throws `NotAuthorizedException`.
   */
  signOut(accessToken: string): Promise<void>
}

/** Throws for a region or an id that no client of Cognito would take. */
export async function openUserPool(options: UserPoolOptions): Promise<UserPool> {
  const names = await poolNames(options)
  const passwords = credentials(options)
  return {
    ...names,
    jwks: () => options.signingKeys.jwks(),
    ...signingIn(options, names, passwords),
    ...administration(options, passwords),
  }
}

function signingIn(options: UserPoolOptions, names: PoolNames, passwords: Credentials): SigningIn {
  const { accounts, isRevoked = neverRevoked } = options
  const jwt = poolJwt({ ...options, issuer: names.issuer })
  const tokens = poolTokens({ ...options, ...names, jwt })
  const challenged = challenges({ ...options, ...names, jwt })
  const continued = sessions(options)

  async function begin(account: Account): Promise<SignedIn> {
    const { session, refreshToken } = await continued.open(account.username)
    return { ...(await tokens.issue(account, session)), refreshToken }
  }

  async function user(accessToken: string): Promise<Account> {
    const holder = await tokens.holder(accessToken)
    if (holder === 'expired') throw refused('Access Token has expired')
    if (holder === 'invalid') throw refused('Invalid Access Token')
    return existing(await accounts.find(holder.username))
  }

  return {
    async signIn(given, password) {
      const account = await passwords.prove(readUsername(given), password)
      if (account.status === 'CONFIRMED') return begin(account)
      return { challenge: await challenged.issue(account), account }
    },
    async continueSession(refreshToken) {
      const session = await continued.find(refreshToken)
      const account = existing(await accounts.find(session.username))
      if (await isRevoked({ userId: account.sub, givenAt: session.signedInAt }))
        throw refused('Refresh Token has been revoked')
      return tokens.issue(account, session)
    },
    async answerNewPassword(challenge, given, newPassword) {
      const account = await challenged.answered(challenge, readUsername(given))
      const outcome = await passwords.replace(account.username, newPassword, 'CONFIRMED', account)
      if (outcome === 'changed') throw invalidChallenge()
      return begin(account)
    },
    user,
    async signOut(accessToken) {
      await accounts.endSessions((await user(accessToken)).username)
    },
  }
}

function existing(account: Account | undefined): Account {
  if (account === undefined) throw unknownUser()
  return account
}

function refused(message: string): CognitoProblem {
  return new CognitoProblem('NotAuthorizedException', message)
}
