import type { Account, Accounts } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import { type Attributes, checkAttributes, invalidEmail, isEmail } from './attributes.ts'
import { CognitoProblem, unknownUser } from './cognito-problem.ts'
import type { Credentials } from './credentials.ts'
import { readUsername } from './username.ts'

export interface NewUser {
  /** An email address too: then it is the attribute `email`, unless that is given. */
  readonly username: string
  /** Without one nobody can sign in until a password is set. */
  readonly temporaryPassword?: string
  readonly attributes: Attributes
}

/** What the owner of a user pool can do. Refusals are thrown as `CognitoProblem`. */
export interface Administration {
  /** Throws `UsernameExistsException`, `InvalidPasswordException` and `InvalidParameterException`. */
  createUser(user: NewUser): Promise<Account>
  /** Throws `UserNotFoundException`. */
  account(username: string): Promise<Account>
  /**
   * Set a password, which must be changed at the next sign-in unless it is permanent. All sessions of the account end.
   * Throws `UserNotFoundException` and `InvalidPasswordException`.
   */
  setPassword(username: string, password: string, isPermanent: boolean): Promise<void>
  /** Add an account without a password for this address, if there is none yet. */
  ensureAdmin(email: string): Promise<'added' | 'exists'>
}

export interface AdministrationOptions {
  readonly accounts: Accounts
  readonly clock: Clock
  readonly ids: Ids
}

export function administration(options: AdministrationOptions, passwords: Credentials): Administration {
  const { accounts, clock, ids } = options

  async function add(known: Pick<Account, 'username' | 'attributes' | 'passwordHash'>) {
    const now = clock.now()
    const status = 'FORCE_CHANGE_PASSWORD'
    const account: Account = { ...known, sub: ids.uuid(), status, createdAt: now, changedAt: now }
    return { account, outcome: await accounts.add(account) }
  }

  return {
    async createUser({ username: given, temporaryPassword, attributes: givenAttributes }) {
      const username = readUsername(given)
      const attributes = { ...(isEmail(username) && { email: username }), ...givenAttributes }
      checkAttributes(attributes)
      const passwordHash =
        temporaryPassword === undefined ? undefined : await passwords.hash(temporaryPassword)
      const { account, outcome } = await add({ username, attributes, passwordHash })
      if (outcome === 'added') return account
      throw new CognitoProblem('UsernameExistsException', 'User account already exists')
    },
    async account(given) {
      const account = await accounts.find(readUsername(given))
      if (account === undefined) throw unknownUser()
      return account
    },
    async setPassword(given, password, isPermanent) {
      const status = isPermanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD'
      await passwords.replace(readUsername(given), password, status)
    },
    async ensureAdmin(email) {
      const username = readUsername(email)
      if (!isEmail(username)) throw invalidEmail()
      return (await add({ username, attributes: { email: username }, passwordHash: undefined })).outcome
    },
  }
}
