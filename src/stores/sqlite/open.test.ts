import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openSqlite } from './driver.ts'
import { openSqliteStore } from './open.ts'
import { StoreError } from './store-error.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

const ada = { userId: 'ada', secretHash: 'hash-of-ada', createdAt: 1_700_000_000_000 }
const key = { kid: 'k', privateJwk: '{"kty":"RSA"}', createdAt: 1_700_000_000_000 }

async function refusal(folder: string, busyTimeoutMs?: number): Promise<StoreError> {
  const outcome = await openSqliteStore(folder, busyTimeoutMs).catch((error: unknown) => error)
  if (!(outcome instanceof StoreError)) throw new Error('it was not refused')
  return outcome
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

describe('what was written', () => {
  test('is there after a close and a new open', async () => {
    const folder = temporaryFolder()
    const first = await openSqliteStore(folder)
    await first.users.addGuest(ada)
    await first.users.rename('bob', 'Bob')
    await first.keys.rotate(key, undefined)
    first.close()

    const second = await openSqliteStore(folder)
    expect(second.users.secretHash('ada')).toBe('hash-of-ada')
    expect(second.users.name('bob')).toBe('Bob')
    expect(second.keys.list()).toEqual([key])
  })

  test('is in the database file alone after a close', async () => {
    const [folder, backup] = [temporaryFolder(), temporaryFolder()]
    const store = await openSqliteStore(folder)
    await store.users.addGuest(ada)
    store.close()

    copyFileSync(join(folder, 'stoa.db'), join(backup, 'stoa.db'))
    expect((await openSqliteStore(backup)).users.secretHash('ada')).toBe('hash-of-ada')
  })

  test('is there for a second process while the first is alive', async () => {
    const folder = temporaryFolder()
    const first = await openSqliteStore(folder)
    const second = await openSqliteStore(folder)
    await first.users.addGuest(ada)
    expect(second.users.secretHash('ada')).toBe('hash-of-ada')
    expect(second.users.addGuest(ada)).toBe('exists')
  })

  test('is on disk as soon as the call has answered, so that kill -9 takes nothing', async () => {
    const [folder, left] = [temporaryFolder(), temporaryFolder()]
    const store = await openSqliteStore(folder)
    await store.users.addGuest(ada)
    await store.users.rename('ada', 'Ada')
    // What a killed process leaves: the database and its log, without the shared memory beside them.
    for (const name of ['stoa.db', 'stoa.db-wal']) copyFileSync(join(folder, name), join(left, name))

    const after = await openSqliteStore(left)
    expect(after.users.secretHash('ada')).toBe('hash-of-ada')
    expect(after.users.name('ada')).toBe('Ada')
  })
})

describe('the data folder', () => {
  test('is created with the folders above it, for its owner only', async () => {
    const folder = join(temporaryFolder(), 'new', 'stoa-data')
    const store = await openSqliteStore(folder)
    await store.users.addGuest(ada)
    expect(modeOf(folder)).toBe('700')
    for (const name of ['stoa.db', 'stoa.db-wal', 'stoa.db-shm'])
      expect(modeOf(join(folder, name))).toBe('600')
  })

  test('may have a name that looks like a query or an escape', async () => {
    const folder = join(temporaryFolder(), 'a?mode=ro#b %20%3F')
    const store = await openSqliteStore(folder)
    await store.users.addGuest(ada)
    expect(statSync(join(folder, 'stoa.db')).isFile()).toBe(true)
  })
})

describe('a store that cannot be opened says what to do', () => {
  test('when the folder is a file', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect((await refusal(file)).message).toBe(
      `the data folder ${file} is not a folder: choose another with --data DIR, or run without one with --memory`,
    )
    expect((await refusal(join(file, 'below'))).message).toMatch(/is not a folder: choose another/)
  })

  test('when the folder cannot be written', async () => {
    // A folder where the database file should be: it fails for root too, whom no mode stops.
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'stoa.db'))
    expect((await refusal(folder)).message).toBe(
      `cannot write to the data folder ${folder} (EISDIR): choose another with --data DIR, or run without one with --memory`,
    )
    expect((await refusal('a\0b')).message).toMatch(/^cannot write to the data folder/)
  })

  test('when the file is not a database, and leaves it as it was', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'stoa.db')
    const letter = 'Dear reader, '.repeat(100)
    writeFileSync(file, letter)
    expect((await refusal(folder)).message).toMatch(
      /stoa\.db is damaged or not a database of Stoa: move it away, or/,
    )
    expect(readFileSync(file, 'utf8')).toBe(letter)
  })

  test('when a newer Stoa has written the file, and leaves it as it was', async () => {
    const folder = temporaryFolder()
    const newer = await openSqlite(join(folder, 'stoa.db'))
    newer.exec('PRAGMA user_version = 900')
    expect((await refusal(folder)).message).toMatch(
      /was written by a newer Stoa \(version 900, this one knows \d+\): update/,
    )
    expect(newer.prepare('PRAGMA user_version').get()?.user_version).toBe(900)
    expect(newer.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])
  })

  test('when another process holds it', async () => {
    const folder = temporaryFolder()
    const other = await openSqlite(join(folder, 'stoa.db'))
    other.exec('BEGIN IMMEDIATE')
    expect((await refusal(folder, 1)).message).toMatch(/is locked by another process: stop that one, or/)
    other.exec('ROLLBACK')
    expect((await openSqliteStore(folder, 1)).keys.list()).toEqual([])
  })
})

describe('a store that fails later', () => {
  test('throws the same kind of error', async () => {
    const folder = temporaryFolder()
    const store = await openSqliteStore(folder, 1)
    const other = await openSqlite(join(folder, 'stoa.db'))
    other.exec('BEGIN IMMEDIATE')
    expect(() => store.users.addGuest(ada)).toThrow(StoreError)
    expect(() => store.keys.rotate(key, undefined)).toThrow(StoreError)
    other.exec('ROLLBACK')
    expect(store.users.addGuest(ada)).toBe('added')
    expect(store.keys.rotate(key, undefined)).toBe('rotated')
  })

  test('throws after a close, and closing twice is closing once', async () => {
    const store = await openSqliteStore(temporaryFolder())
    store.close()
    store.close()
    expect(() => store.users.addGuest(ada)).toThrow(StoreError)
    expect(() => store.keys.list()).toThrow(StoreError)
  })
})

test('no warning is shown, and none is kept from others', async () => {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  await openSqliteStore(temporaryFolder())
  process.emitWarning('something else')
  expect(emitWarning.mock.calls.map(([warning]) => warning)).toEqual(['something else'])
  emitWarning.mockRestore()
})
