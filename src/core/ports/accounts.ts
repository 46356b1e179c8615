import type { Later } from '../later.ts'

/** `FORCE_CHANGE_PASSWORD`: its password is good for nothing but to choose another. The names are Cognito's. */
export type AccountStatus = 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED'

export interface Password {
  /** Never the password itself; `undefined` while there is none. */
  readonly passwordHash: string | undefined
  readonly status: AccountStatus
  /** Milliseconds since 1970. */
  readonly changedAt: number
}

/** Somebody in the user pool. */
export interface Account extends Password {
  readonly username: string
  /** A UUID that never changes and is never given to another account. */
  readonly sub: string
  /** `email` and what else is known; `sub` is not among them. */
  readonly attributes: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** A sign-in that can be continued with a refresh token. */
export interface Session {
  /** Only ever a hash: the token itself is told once and not kept. */
  readonly tokenHash: string
  readonly username: string
  /** A UUID that all tokens of the session share. */
  readonly id: string
  /** Milliseconds since 1970, both. */
  readonly signedInAt: number
  readonly expiresAt: number
}

/** The user pool: people who sign in with a password. Usernames are compared as they are. */
export interface Accounts {
  /** One that exists is left as it is. */
  add(account: Account): Later<'added' | 'exists'>
  find(username: string): Later<Account | undefined>
  /**
   * Set a password, whatever was there. With `replaces` only if the account still has exactly that hash, or still none, and
   * else it is `changed` and left as it is: of any number that replace the same one, one does.
   */
  setPassword(
    username: string,
    password: Password,
    replaces?: Pick<Password, 'passwordHash'>,
  ): Later<'set' | 'changed' | 'unknown'>
  /** Keep a session until it expires. Expired ones may be forgotten at any time. */
  addSession(session: Session): Later<void>
  /** A session that has not been ended. Whether it has expired is for the caller to see. */
  session(tokenHash: string): Later<Session | undefined>
  /** End all sessions of an account. Without any it is no error. */
  endSessions(username: string): Later<void>
}
