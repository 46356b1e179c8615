import type { Sanction, SanctionKind, Sanctions } from '../../core/ports/sanctions.ts'
import { integerIn, optionalIn, textIn, toColumn, toOptional } from './columns.ts'
import type { Row, Sqlite } from './driver.ts'

/** Sanctions in a database that has been migrated. */
export function sqliteSanctions(database: Sqlite): Sanctions {
  const forget = database.prepare('DELETE FROM sanctions WHERE until <= ?')
  const replace = database.prepare(
    'INSERT OR REPLACE INTO sanctions (subject, kind, at, until, reason) VALUES (?, ?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM sanctions WHERE subject = ? AND kind = ?')
  const select = database.prepare('SELECT * FROM sanctions WHERE subject IN (?, ?) AND until > ?')
  const list = database.prepare('SELECT * FROM sanctions WHERE until > ? ORDER BY at DESC LIMIT ?')

  return {
    impose: ({ kind, subject, at, until, reason }) =>
      database.transaction(() => {
        forget.run(at)
        replace.run(toKey(subject), kind, at, until, toOptional(reason))
      }),
    lift: (kind, subject) => remove.run(toKey(subject), kind) === 1,
    against(userId, tokenId, now) {
      const user = toKey({ user: userId })
      return select.all(user, tokenId === undefined ? user : toKey({ token: tokenId }), now).map(toSanction)
    },
    list: (limit, now) => list.all(now, limit).map(toSanction),
  }
}

const userPrefix = 'user:'
const tokenPrefix = 'token:'

function toKey(subject: Sanction['subject']): string {
  return toColumn('user' in subject ? userPrefix + subject.user : tokenPrefix + subject.token)
}

function toSanction(row: Row): Sanction {
  const subject = textIn(row, 'subject')
  const reason = optionalIn(row, 'reason')
  return {
    kind: kindIn(row),
    subject: subject.startsWith(userPrefix)
      ? { user: subject.slice(userPrefix.length) }
      : { token: subject.slice(tokenPrefix.length) },
    at: integerIn(row, 'at'),
    until: integerIn(row, 'until'),
    ...(reason !== undefined && { reason }),
  }
}

function kindIn({ kind }: Row): SanctionKind {
  if (kind === 'mute' || kind === 'ban' || kind === 'revoke') return kind
  throw new TypeError('the column kind holds no kind of sanction')
}
