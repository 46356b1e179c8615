import type { Names } from '../../core/ports/names.ts'
import { textIn, toColumn } from './columns.ts'
import type { Sqlite } from './driver.ts'

/** Names in a database that has been migrated. */
export function sqliteNames(database: Sqlite): Names {
  const select = database.prepare('SELECT user_id FROM claimed_names WHERE name = ?')
  // The name that the user had is in the way too, and is replaced.
  const replace = database.prepare('INSERT OR REPLACE INTO claimed_names (name, user_id) VALUES (?, ?)')

  return {
    claim: (name, userId) =>
      database.transaction(() => {
        const row = select.get(toColumn(name))
        if (row !== undefined && textIn(row, 'user_id') !== userId) return 'taken'
        if (row === undefined) replace.run(toColumn(name), toColumn(userId))
        return 'claimed'
      }),
  }
}
