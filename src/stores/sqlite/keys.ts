import type { Keys } from '../../core/ports/keys.ts'
import { integerIn, textIn, toColumn } from './columns.ts'
import type { Row, Sqlite } from './driver.ts'

/** Signing keys in a database that has been migrated. */
export function sqliteKeys(database: Sqlite): Keys {
  const select = database.prepare(
    'SELECT kid, private_jwk, created_at FROM signing_keys ORDER BY position DESC LIMIT 2',
  )
  const insert = database.prepare('INSERT INTO signing_keys (kid, private_jwk, created_at) VALUES (?, ?, ?)')
  const forget = database.prepare(
    'DELETE FROM signing_keys WHERE position NOT IN (SELECT position FROM signing_keys ORDER BY position DESC LIMIT 2)',
  )

  const list = () => select.all().map(toKey)

  return {
    list,
    rotate: (key, replaces) =>
      database.transaction(() => {
        if (list()[0]?.kid !== replaces) return 'outrun'
        insert.run(toColumn(key.kid), toColumn(key.privateJwk), key.createdAt)
        forget.run()
        return 'rotated'
      }),
  }
}

function toKey(row: Row) {
  return {
    kid: textIn(row, 'kid'),
    privateJwk: textIn(row, 'private_jwk'),
    createdAt: integerIn(row, 'created_at'),
  }
}
