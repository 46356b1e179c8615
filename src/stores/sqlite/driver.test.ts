import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openSqlite, type Sqlite } from './driver.ts'
import { migrate, readMigrations } from './migrate.ts'
import { StoreError } from './store-error.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

async function openTable(): Promise<Sqlite> {
  const database = await openSqlite(join(temporaryFolder(), 'test.db'))
  database.exec('CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT')
  return database
}

function numbers(database: Sqlite): unknown[] {
  return database
    .prepare('SELECT n FROM t')
    .all()
    .map(({ n }) => n)
}

test('the settings that durability rests on are in force', async () => {
  const database = await openSqlite(join(temporaryFolder(), 'test.db'), 123)
  const setting = (name: string) => database.prepare(`SELECT * FROM pragma_${name}`).get()
  expect(setting('journal_mode')).toMatchObject({ journal_mode: 'wal' })
  expect(setting('synchronous')).toMatchObject({ synchronous: 1 })
  expect(setting('foreign_keys')).toMatchObject({ foreign_keys: 1 })
  expect(setting('busy_timeout')).toMatchObject({ timeout: 123 })
})

describe('a transaction', () => {
  test('answers what its work answers', async () => {
    const database = await openTable()
    expect(database.transaction(() => database.prepare('INSERT INTO t VALUES (1), (2)').run())).toBe(2)
    expect(numbers(database)).toEqual([1, 2])
  })

  test('writes nothing when its work throws, and throws what it threw', async () => {
    const database = await openTable()
    const fail = () => {
      database.exec('INSERT INTO t VALUES (1)')
      throw new RangeError('no')
    }
    expect(() => database.transaction(fail)).toThrow(RangeError)
    expect(numbers(database)).toEqual([])
  })

  test('tells the first failure when SQLite has rolled back by itself', async () => {
    const database = await openTable()
    database.exec('INSERT INTO t VALUES (1)')
    const work = () => database.exec('INSERT OR ROLLBACK INTO t VALUES (1)')
    expect(() => database.transaction(work)).toThrow(/UNIQUE constraint failed/)
    database.transaction(() => database.exec('INSERT INTO t VALUES (2)'))
    expect(numbers(database)).toEqual([1, 2])
  })
})

describe('migrations', () => {
  test('are numbered from 1 without gaps', () => {
    const versions = readMigrations().map(({ version }) => version)
    expect(versions).toEqual(versions.map((_, index) => index + 1))
  })

  test('are each applied once, in order', async () => {
    const database = await openTable()
    const first = { version: 1, sql: 'INSERT INTO t VALUES (1)' }
    const second = { version: 2, sql: 'INSERT INTO t VALUES (2)' }
    migrate(database, [first])
    migrate(database, [first, second])
    migrate(database, [first, second])
    expect(numbers(database)).toEqual([1, 2])
  })

  test('that fail leave what the ones before them made, and can be tried again', async () => {
    const database = await openTable()
    const first = { version: 1, sql: 'INSERT INTO t VALUES (1)' }
    const broken = { version: 2, sql: 'INSERT INTO t VALUES (2); INSERT INTO nowhere VALUES (1)' }
    expect(() => migrate(database, [first, broken])).toThrow(StoreError)
    expect(numbers(database)).toEqual([1])
    migrate(database, [first, { version: 2, sql: 'INSERT INTO t VALUES (3)' }])
    expect(numbers(database)).toEqual([1, 3])
  })
})
