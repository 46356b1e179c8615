import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settingsContract } from '../../core/ports/settings.contract.ts'
import { openSqlite, type Sqlite } from './driver.ts'
import { migrate } from './migrate.ts'
import { sqliteSettings } from './settings.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

async function openIn(folder: string): Promise<Sqlite> {
  const database = await openSqlite(join(folder, 'test.db'))
  migrate(database)
  return database
}

settingsContract('sqlite', async () => sqliteSettings(await openIn(temporaryFolder())))

test('a value is there after a restart, and for another process', async () => {
  const folder = temporaryFolder()
  const first = await openIn(folder)
  await sqliteSettings(first).once('pool', 'first')
  const other = await openIn(folder)
  expect(await sqliteSettings(other).once('pool', 'other')).toBe('first')
  first.close()
  other.close()
  const again = await openIn(folder)
  expect(await sqliteSettings(again).once('pool', 'again')).toBe('first')
  again.close()
})
