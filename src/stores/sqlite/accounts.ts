import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Account, Accounts, Session } from '../../core/ports/accounts.ts'
import { integerIn, textIn, toColumn } from './columns.ts'
import type { Row, Sqlite } from './driver.ts'
import type { Value } from './engine.ts'

/** Accounts in a database that has been migrated. */
export function sqliteAccounts(database: Sqlite): Accounts {
  return { ...people(database), ...sessions(database) }
}

type Sessions = Pick<Accounts, 'addSession' | 'session' | 'endSessions'>

function people(database: Sqlite): Omit<Accounts, keyof Sessions> {
  const insert = database.prepare(
    `INSERT INTO accounts (username, sub, attributes, password_hash, status, created_at, changed_at)
     VALUES (?, ?, ?, iif(?, ?, NULL), ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const select = database.prepare('SELECT * FROM accounts WHERE username = ?')
  const set =
    'UPDATE accounts SET password_hash = iif(?, ?, NULL), status = ?, changed_at = ? WHERE username = ?'
  const update = database.prepare(set)
  const replace = database.prepare(`${set} AND password_hash IS iif(?, ?, NULL)`)

  return {
    add(account) {
      const { username, sub, attributes, passwordHash, status, createdAt, changedAt } = account
      const known = [username, sub, JSON.stringify(attributes)].map(toColumn)
      const added = insert.run(...known, ...maybe(passwordHash), status, createdAt, changedAt)
      return added === 1 ? 'added' : 'exists'
    },
    find(username) {
      const row = select.get(toColumn(username))
      return row && toAccount(row)
    },
    setPassword(username, { passwordHash, status, changedAt }, replaces) {
      const key = toColumn(username)
      const values = [...maybe(passwordHash), status, changedAt, key]
      if (replaces === undefined) return update.run(...values) === 1 ? 'set' : 'unknown'
      if (replace.run(...values, ...maybe(replaces.passwordHash)) === 1) return 'set'
      return select.get(key) === undefined ? 'unknown' : 'changed'
    },
  }
}

function sessions(database: Sqlite): Sessions {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO sessions (token_hash, id, username, signed_in_at, expires_at) VALUES (?, ?, ?, ?, ?)',
  )
  const forget = database.prepare('DELETE FROM sessions WHERE expires_at <= ?')
  const select = database.prepare('SELECT * FROM sessions WHERE token_hash = ?')
  const end = database.prepare('DELETE FROM sessions WHERE username = ?')

  return {
    addSession: ({ tokenHash, id, username, signedInAt, expiresAt }) =>
      database.transaction(() => {
        forget.run(signedInAt)
        insert.run(...[tokenHash, id, username].map(toColumn), signedInAt, expiresAt)
      }),
    session(tokenHash) {
      const row = select.get(toColumn(tokenHash))
      return row && toSession(row)
    },
    endSessions(username) {
      end.run(toColumn(username))
    },
  }
}

/** The two values for `iif(?, ?, NULL)`: the engines have no common way to bind NULL. */
function maybe(text: string | undefined): readonly [Value, Value] {
  return text === undefined ? [0, ''] : [1, toColumn(text)]
}

const storedAttributes = Compile(Type.Record(Type.String(), Type.String()))

function toAccount(row: Row): Account {
  const attributes: unknown = JSON.parse(textIn(row, 'attributes'))
  if (!storedAttributes.Check(attributes)) throw new TypeError('the column attributes holds no attributes')
  return {
    username: textIn(row, 'username'),
    sub: textIn(row, 'sub'),
    attributes,
    passwordHash: row.password_hash === null ? undefined : textIn(row, 'password_hash'),
    status: statusIn(row),
    createdAt: integerIn(row, 'created_at'),
    changedAt: integerIn(row, 'changed_at'),
  }
}

function statusIn(row: Row): Account['status'] {
  const { status } = row
  if (status === 'CONFIRMED' || status === 'FORCE_CHANGE_PASSWORD') return status
  throw new TypeError('the column status holds no status')
}

function toSession(row: Row): Session {
  return {
    tokenHash: textIn(row, 'token_hash'),
    username: textIn(row, 'username'),
    id: textIn(row, 'id'),
    signedInAt: integerIn(row, 'signed_in_at'),
    expiresAt: integerIn(row, 'expires_at'),
  }
}
