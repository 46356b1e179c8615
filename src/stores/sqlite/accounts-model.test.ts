import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AccountStatus, Accounts } from '../../core/ports/accounts.ts'
import type { Settings } from '../../core/ports/settings.ts'
import { memoryAccounts } from '../memory/accounts.ts'
import { memorySettings } from '../memory/settings.ts'
import { sqliteAccounts } from './accounts.ts'
import { openSqlite, type Sqlite } from './driver.ts'
import { migrate } from './migrate.ts'
import { sqliteSettings } from './settings.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

type Step<Port> = (port: Port) => unknown

// Any UTF-16 code unit, halves of surrogate pairs too, and few enough ids that steps meet.
const text = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
  .map((units) => String.fromCharCode(...units))
const id = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'A', 'a\0', '\ud800', '\\ud800', '__proto__', '') },
  text,
)
const moment = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }))
const status = fc.constantFrom<AccountStatus>('CONFIRMED', 'FORCE_CHANGE_PASSWORD')
// Few too, so that one that is to be replaced is often there.
const maybeHash = fc.option(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('', 'a', 'a\0') }, text), {
  nil: undefined,
})
const replaces = fc.option(fc.record({ passwordHash: maybeHash }), { nil: undefined })
const password = fc.record({ passwordHash: maybeHash, status, changedAt: moment })
const attributes = fc
  .array(fc.tuple(id, text), { maxLength: 3 })
  .map((pairs): Record<string, string> => Object.fromEntries(pairs))
const account = fc.record({
  username: id,
  sub: id,
  attributes,
  passwordHash: maybeHash,
  status,
  createdAt: moment,
  changedAt: moment,
})
const session = fc.record({ tokenHash: id, username: id, id: text, signedInAt: moment, expiresAt: moment })

const accountStep: fc.Arbitrary<Step<Accounts>> = fc.oneof(
  account.map((added) => (accounts: Accounts) => accounts.add(added)),
  id.map((username) => (accounts: Accounts) => accounts.find(username)),
  fc.tuple(id, password, replaces).map(
    ([username, set, replaced]) =>
      (accounts: Accounts) =>
        accounts.setPassword(username, set, replaced),
  ),
  session.map((added) => (accounts: Accounts) => accounts.addSession(added)),
  id.map((tokenHash) => (accounts: Accounts) => accounts.session(tokenHash)),
  id.map((username) => (accounts: Accounts) => accounts.endSessions(username)),
)

const settingStep: fc.Arbitrary<Step<Settings>> = fc.tuple(id, text).map(
  ([name, fresh]) =>
    (settings: Settings) =>
      settings.once(name, fresh),
)

async function answers<Port>(port: Port, steps: readonly Step<Port>[]): Promise<unknown[]> {
  const given: unknown[] = []
  for (const step of steps) given.push((await step(port)) ?? 'nothing')
  return given
}

async function openAt(file: string): Promise<Sqlite> {
  const database = await openSqlite(file)
  migrate(database)
  return database
}

test('sqlite answers as memory does, whatever is asked of accounts', async () => {
  const folder = temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(accountStep, { maxLength: 40 }), async (steps) => {
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
