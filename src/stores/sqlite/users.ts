import type { Users } from '../../core/ports/users.ts'
import { textIn, toColumn } from './columns.ts'
import type { Sqlite } from './driver.ts'

/** Users in a database that has been migrated. */
export function sqliteUsers(database: Sqlite): Users {
  const insertGuest = database.prepare(
    'INSERT INTO guests (user_id, secret_hash, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const selectHash = database.prepare('SELECT secret_hash FROM guests WHERE user_id = ?')
  const selectName = database.prepare('SELECT name FROM names WHERE user_id = ?')
  const upsertName = database.prepare(
    'INSERT INTO names (user_id, name) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name',
  )

  return {
    addGuest({ userId, secretHash, createdAt }) {
      const added = insertGuest.run(toColumn(userId), toColumn(secretHash), createdAt)
      return added === 1 ? 'added' : 'exists'
    },
    secretHash(userId) {
      const row = selectHash.get(toColumn(userId))
      return row && textIn(row, 'secret_hash')
    },
    name(userId) {
      const row = selectName.get(toColumn(userId))
      return row && textIn(row, 'name')
    },
    rename(userId, name) {
      upsertName.run(toColumn(userId), toColumn(name))
    },
  }
}
