import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Accounts } from '../../core/ports/accounts.ts'
import type { DeadLetters } from '../../core/ports/dead-letters.ts'
import type { History } from '../../core/ports/history.ts'
import type { Keys } from '../../core/ports/keys.ts'
import type { Names } from '../../core/ports/names.ts'
import type { Sanctions } from '../../core/ports/sanctions.ts'
import type { Settings } from '../../core/ports/settings.ts'
import type { Users } from '../../core/ports/users.ts'
import { sqliteAccounts } from './accounts.ts'
import { sqliteDeadLetters } from './dead-letters.ts'
import { openSqlite, type Sqlite } from './driver.ts'
import { type SqliteHistoryOptions, sqliteHistory } from './history.ts'
import { sqliteKeys } from './keys.ts'
import { migrate } from './migrate.ts'
import { sqliteNames } from './names.ts'
import { sqliteSanctions } from './sanctions.ts'
import { sqliteSettings } from './settings.ts'
import { explainFileFault } from './store-error.ts'
import { sqliteUsers } from './users.ts'

export interface SqliteStore {
  readonly users: Users
  readonly keys: Keys
  readonly accounts: Accounts
  readonly settings: Settings
  readonly deadLetters: DeadLetters
  readonly sanctions: Sanctions
  readonly names: Names
  /** The history of an API, to be asked for once. */
  history(options: SqliteHistoryOptions): History
  /** Closing twice is closing once. After it every call to one of the others throws `StoreError`. */
  close(): void
}

/**
 * Open the store in `folder`, and create both if there are none: readable by nobody else, because private keys are in
 * it. What is written is there after kill -9. Throws `StoreError`, as every call to the store does when it fails.
 */
export async function openSqliteStore(folder: string, busyTimeoutMs?: number): Promise<SqliteStore> {
  const database = await openSqlite(createFile(folder), busyTimeoutMs)
  try {
    migrate(database)
    return storeIn(database)
  } catch (error) {
    database.close()
    throw error
  }
}

function storeIn(database: Sqlite): SqliteStore {
  return {
    users: sqliteUsers(database),
    keys: sqliteKeys(database),
    accounts: sqliteAccounts(database),
    settings: sqliteSettings(database),
    deadLetters: sqliteDeadLetters(database),
    sanctions: sqliteSanctions(database),
    names: sqliteNames(database),
    history: (options) => sqliteHistory(database, options),
    close: () => database.close(),
  }
}

// SQLite would create the file for all to read. The files that it puts beside it get the mode of this one.
function createFile(folder: string): string {
  const file = join(folder, 'stoa.db')
  try {
    makeFolder(folder)
    closeSync(openSync(file, 'a', 0o600))
    return file
  } catch (cause) {
    throw explainFileFault(folder, cause)
  }
}

// Node's own recursive mkdir never ends below /proc, where making a folder is ENOENT though its parent is there.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  mkdirSync(folder, { mode: 0o700 })
}
