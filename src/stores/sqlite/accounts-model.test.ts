import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountStep, answers, settingStep } from '../../core/ports/model.fixture.ts'
import { memoryAccounts } from '../memory/accounts.ts'
import { memorySettings } from '../memory/settings.ts'
import { sqliteAccounts } from './accounts.ts'
import { openSqlite, type Sqlite } from './driver.ts'
import { migrate } from './migrate.ts'
import { sqliteSettings } from './settings.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

async function openAt(file: string): Promise<Sqlite> {
  const database = await openSqlite(file)
  migrate(database)
  return database
}

test('sqlite answers as memory does, whatever is asked of accounts', async () => {
  const folder = temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(accountStep(), { maxLength: 40 }), async (steps) => {
      const database = await openAt(join(folder, `${run++}.db`))
      expect(await answers(sqliteAccounts(database), steps)).toEqual(await answers(memoryAccounts(), steps))
      database.close()
    }),
  )
}, 30_000)

test('sqlite answers as memory does, whatever is asked of settings', async () => {
  const folder = temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(settingStep, { maxLength: 20 }), async (steps) => {
      const database = await openAt(join(folder, `${run++}.db`))
      expect(await answers(sqliteSettings(database), steps)).toEqual(await answers(memorySettings(), steps))
      database.close()
    }),
  )
}, 30_000)
