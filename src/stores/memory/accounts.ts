import type { Account, Accounts, Session } from '../../core/ports/accounts.ts'

/** Accounts for as long as the process lives. The model that every other engine is compared with. */
export function memoryAccounts(): Accounts {
  const accounts = new Map<string, Account>()
  const subs = new Set<string>()
  const sessions = new Map<string, Session>()

  function endWhere(hasEnded: (session: Session) => boolean): void {
    for (const [tokenHash, session] of sessions) if (hasEnded(session)) sessions.delete(tokenHash)
  }

  return {
    add(account) {
      if (accounts.has(account.username) || subs.has(account.sub)) return 'exists'
      accounts.set(account.username, account)
      subs.add(account.sub)
      return 'added'
    },
    find: (username) => accounts.get(username),
    setPassword(username, { passwordHash, status, changedAt }, replaces) {
      const account = accounts.get(username)
      if (account === undefined) return 'unknown'
      if (replaces !== undefined && replaces.passwordHash !== account.passwordHash) return 'changed'
      accounts.set(username, { ...account, passwordHash, status, changedAt })
      return 'set'
    },
    addSession(session) {
      endWhere(({ expiresAt }) => expiresAt <= session.signedInAt)
      sessions.set(session.tokenHash, session)
    },
    session: (tokenHash) => sessions.get(tokenHash),
    endSessions: (username) => endWhere((session) => session.username === username),
  }
}
