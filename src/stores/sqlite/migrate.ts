import { readdirSync, readFileSync } from 'node:fs'
import { integerIn } from './columns.ts'
import type { Sqlite } from './driver.ts'
import { newerFile } from './store-error.ts'

export interface Migration {
  /** The number that the file's name begins with: 1, 2, 3, … without gaps. */
  readonly version: number
  readonly sql: string
}

const folder = new URL('./migrations/', import.meta.url)

/** The migrations of this Stoa, in order. */
export function readMigrations(): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => ({ version: Number.parseInt(name, 10), sql: readFileSync(new URL(name, folder), 'utf8') }))
}

/**
 * Bring the database to the newest version, each step whole or not at all. Two processes may do it at once. Throws
 * `StoreError` if a newer Stoa has written the file.
 */
export function migrate(database: Sqlite, migrations: readonly Migration[] = readMigrations()): void {
  const newest = migrations.at(-1)?.version ?? 0
  const version = versionOf(database)
  if (version > newest) throw newerFile(database.file, version, newest)
  for (const migration of migrations) {
    if (migration.version > version) apply(database, migration)
  }
}

function apply(database: Sqlite, { version, sql }: Migration): void {
  database.transaction(() => {
    // Another process may have been here since the version was read.
    if (versionOf(database) >= version) return
    database.exec(sql)
    database.exec(`PRAGMA user_version = ${version}`)
  })
}

function versionOf(database: Sqlite): number {
  const row = database.prepare('PRAGMA user_version').get()
  return row === undefined ? 0 : integerIn(row, 'user_version')
}
