import { resolve } from 'node:path'
import { type Engine, loadEngine, type Value } from './engine.ts'
import { explainSqliteFault, StoreError } from './store-error.ts'

export type Row = Readonly<Record<string, unknown>>

/** One open database. Every call is synchronous, and throws only `StoreError`. */
export interface Sqlite {
  /** The file's path as it was given, for messages. */
  readonly file: string
  /** Run one or more statements that give no rows. */
  exec(sql: string): void
  prepare(sql: string): Statement
  /** Run `work` as one step: all of it is written, or nothing if it throws. Transactions do not nest. */
  transaction<T>(work: () => T): T
  /** Closing twice is closing once. After it every other call throws. */
  close(): void
}

export interface Statement {
  get(...values: Value[]): Row | undefined
  all(...values: Value[]): readonly Row[]
  /** The number of rows that were changed. */
  run(...values: Value[]): number
}

// The event loop waits too, so it is short. Two servers on one folder are not meant to be.
const defaultBusyTimeoutMs = 2_000

// With WAL and NORMAL a commit survives kill -9 at once, and a power cut from the next checkpoint on.
const settings = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON']

/** Open a database, and create the file if there is none. Throws `StoreError`. */
export async function openSqlite(file: string, busyTimeoutMs = defaultBusyTimeoutMs): Promise<Sqlite> {
  const openEngine = await loadEngine()
  // An absolute path is never taken for a URI, whatever is in it.
  const engine = attempt(file, () => openEngine(resolve(file)))
  try {
    const database = wrap(file, engine)
    for (const setting of [`busy_timeout = ${busyTimeoutMs}`, ...settings]) database.exec(`PRAGMA ${setting}`)
    return database
  } catch (error) {
    engine.close()
    throw error
  }
}

function wrap(file: string, engine: Engine): Sqlite {
  let open = true

  function use<T>(work: () => T): T {
    // libsql goes on answering after a close.
    if (!open) throw new StoreError(`the database ${file} is closed`)
    return attempt(file, work)
  }
  const exec = (sql: string) => {
    use(() => engine.exec(sql))
  }

  return {
    file,
    exec,
    prepare(sql) {
      const statement = use(() => engine.prepare(sql))
      return {
        get(...values) {
          const row = use(() => statement.get(...values))
          return isRow(row) ? row : undefined
        },
        all: (...values) => use(() => statement.all(...values)).filter(isRow),
        run: (...values) => changesOf(use(() => statement.run(...values))),
      }
    },
    transaction: (work) => inTransaction(exec, work),
    close() {
      if (!open) return
      try {
        // So that the database file alone is a whole backup once the server has stopped.
        exec('PRAGMA wal_checkpoint(TRUNCATE)')
      } finally {
        open = false
        engine.close()
      }
    },
  }
}

function inTransaction<T>(exec: (sql: string) => void, work: () => T): T {
  exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    exec('COMMIT')
    return result
  } catch (error) {
    rollBack(exec)
    throw error
  }
}

function rollBack(exec: (sql: string) => void): void {
  try {
    exec('ROLLBACK')
  } catch {
    // SQLite has done it already: it does by itself when the disk is full or fails.
  }
}

function attempt<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw explainSqliteFault(file, cause)
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}

function changesOf(result: unknown): number {
  return isRow(result) ? Number(result.changes) : 0
}
