import type { Account, AccountStatus, Accounts, Password } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import { attempts } from './attempts.ts'
import { CognitoProblem, unknownUser, wrongCredentials } from './cognito-problem.ts'
import { obeyPolicy } from './password-policy.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { slots } from './slots.ts'

/** The passwords of accounts. All of it throws `TooManyRequestsException` when too many wait for a hash already. */
export interface Credentials {
  /**
   * The account of that username, if the password is its own. Throws `NotAuthorizedException` if not, or after too many
   * wrong ones; how long it takes does not tell if there is such an account.
   */
  prove(username: string, password: string): Promise<Account>
  /** What to keep of a password. Throws `InvalidPasswordException`. */
  hash(password: string): Promise<string>
  /**
   * Give an account another password, and end its sessions: somebody else may have opened them with the old one. Throws
   * `InvalidPasswordException` and `UserNotFoundException`. With `replaces`, a password that is another one by
   * the time the new one is hashed has `changed`: it is left as it is, and so are the sessions.
   */
  replace(
    username: string,
    password: string,
    status: AccountStatus,
    replaces?: Pick<Password, 'passwordHash'>,
  ): Promise<'set' | 'changed'>
}

export interface CredentialsOptions {
  readonly accounts: Accounts
  readonly clock: Clock
  readonly ids: Ids
}

// Each hash keeps one of libuv's four threads busy and takes 32 MB.
const hashing = { atOnce: 2, waiting: 64 }

export function credentials({ accounts, clock, ids }: CredentialsOptions): Credentials {
  const wrong = attempts({ clock })
  const hashes = slots(hashing)

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const outcome = await hashes.run(work)
    if (outcome === 'full') throw new CognitoProblem('TooManyRequestsException', 'Too many requests')
    return outcome
  }

  const hash = async (password: string) => {
    obeyPolicy(password)
    return inTurn(() => hashPassword(password, ids))
  }

  return {
    prove: (username, password) =>
      inTurn(async () => {
        // Here and not before the wait: all who wait would have passed.
        if (wrong.isLocked(username)) {
          throw new CognitoProblem('NotAuthorizedException', 'Password attempts exceeded')
        }
        const account = await accountWith(accounts, username, password)
        if (account === 'wrong') {
          wrong.failed(username)
          throw wrongCredentials()
        }
        wrong.forget(username)
        return account
      }),
    hash,
    async replace(username, password, status, replaces) {
      const passwordHash = await hash(password)
      const changedAt = clock.now()
      const outcome = await accounts.setPassword(username, { passwordHash, status, changedAt }, replaces)
      if (outcome === 'unknown') throw unknownUser()
      if (outcome === 'changed') return 'changed'
      wrong.forget(username)
      await accounts.endSessions(username)
      return 'set'
    },
  }
}

async function accountWith(
  accounts: Accounts,
  username: string,
  password: string,
): Promise<Account | 'wrong'> {
  const before = await accounts.find(username)
  if (!(await isPassword(password, before?.passwordHash))) return 'wrong'
  // Another password may have been set meanwhile, because this one is known to somebody else.
  const now = await accounts.find(username)
  return now !== undefined && now.passwordHash === before?.passwordHash ? now : 'wrong'
}
