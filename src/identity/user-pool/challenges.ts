import { createHash } from 'node:crypto'
import type { Account, Accounts } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { CognitoProblem } from './cognito-problem.ts'
import type { PoolJwt } from './pool-jwt.ts'

/** Proof that somebody knows the password that an account is to be rid of. */
export interface Challenges {
  /** It holds for 180 seconds, and no longer than the account has this password. */
  issue(account: Account): Promise<string>
  /**
   * The account that a challenge was issued to, with the password that it was issued for. Throws
   * `NotAuthorizedException`, also if it is not `username`'s.
   */
  answered(challenge: string, username: string): Promise<Account>
}

export interface ChallengesOptions {
  readonly accounts: Accounts
  readonly jwt: PoolJwt
  readonly issuer: string
  readonly clock: Clock
}

const lifetimeSeconds = 180
const use = 'challenge'

export function challenges({ accounts, jwt, issuer, clock }: ChallengesOptions): Challenges {
  return {
    issue: (account) =>
      jwt.sign({
        iss: issuer,
        token_use: use,
        exp: Math.floor(clock.now() / 1_000) + lifetimeSeconds,
        username: account.username,
        password_mark: markOf(account),
      }),
    async answered(challenge, username) {
      const payload = await jwt.verify(challenge, { token_use: use, username })
      if (payload === 'expired') throw refused('Invalid session for the user, session is expired.')
      const account = await accounts.find(username)
      if (payload === 'invalid' || account === undefined || payload.password_mark !== markOf(account)) {
        throw invalidChallenge()
      }
      return account
    },
  }
}

/** A hash has a salt of its own, so this changes with every password that is set, even if it is the same again. */
function markOf({ passwordHash = '' }: Account): string {
  return createHash('sha256').update(passwordHash).digest('base64url')
}

/** No challenge, or one that was issued for a password which the account has no more. */
export function invalidChallenge(): CognitoProblem {
  return refused('Invalid session for the user.')
}

function refused(message: string): CognitoProblem {
  return new CognitoProblem('NotAuthorizedException', message)
}
