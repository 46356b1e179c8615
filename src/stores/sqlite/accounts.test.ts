import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accountsContract } from '../../core/ports/accounts.contract.ts'
import type { Account, Session } from '../../core/ports/accounts.ts'
import { sqliteAccounts } from './accounts.ts'
import { openSqlite, type Sqlite } from './driver.ts'
import { migrate } from './migrate.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

async function openIn(folder: string): Promise<Sqlite> {
  const database = await openSqlite(join(folder, 'test.db'))
  migrate(database)
  return database
}

accountsContract('sqlite', async () => sqliteAccounts(await openIn(temporaryFolder())))

const ada: Account = {
  username: 'ada',
  sub: 'sub',
  attributes: { email: 'ada@example.com' },
  passwordHash: undefined,
  status: 'FORCE_CHANGE_PASSWORD',
  createdAt: 1,
  changedAt: 2,
}

const session: Session = { tokenHash: 'hash', username: 'ada', id: 'id', signedInAt: 1, expiresAt: 100 }

test('accounts and sessions are there after a restart', async () => {
  const folder = temporaryFolder()
  const before = await openIn(folder)
  await sqliteAccounts(before).add(ada)
  await sqliteAccounts(before).addSession(session)
  before.close()
  const after = await openIn(folder)
  expect(await sqliteAccounts(after).find('ada')).toEqual(ada)
  expect(await sqliteAccounts(after).session('hash')).toEqual(session)
  after.close()
})

test('sessions that have expired take no room once another is added', async () => {
  const database = await openIn(temporaryFolder())
  const accounts = sqliteAccounts(database)
  await accounts.addSession(session)
  await accounts.addSession({ ...session, tokenHash: 'later', signedInAt: 100, expiresAt: 200 })
  expect(database.prepare('SELECT token_hash FROM sessions').all()).toHaveLength(1)
})
