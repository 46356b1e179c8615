import type { Settings } from '../../core/ports/settings.ts'
import { textIn, toColumn } from './columns.ts'
import type { Sqlite } from './driver.ts'

/** Settings in a database that has been migrated. */
export function sqliteSettings(database: Sqlite): Settings {
  const insert = database.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const select = database.prepare('SELECT value FROM settings WHERE name = ?')

  return {
    once(name, fresh) {
      // Nothing is ever taken away, so whoever comes first, there is a value after this.
      insert.run(toColumn(name), toColumn(fresh))
      const row = select.get(toColumn(name))
      return row === undefined ? fresh : textIn(row, 'value')
    },
  }
}
