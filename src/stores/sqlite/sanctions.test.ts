import { expect, test } from 'vitest'
import { sanctionsContract } from '../../core/ports/sanctions.contract.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

sanctionsContract('sqlite', async () => (await openSqliteStore(temporaryFolder())).sanctions)

test('sanctions and names are there after a restart', async () => {
  const folder = temporaryFolder()
  const ban = { kind: 'ban', subject: { user: 'ada' }, at: 1, until: 9, reason: '' } as const
  const first = await openSqliteStore(folder)
  await first.sanctions.impose(ban)
  await first.names.claim('Ada', 'u1')
  first.close()
  const second = await openSqliteStore(folder)
  expect(await second.sanctions.against('ada', undefined, 2)).toEqual([ban])
  expect(await second.names.claim('Ada', 'u2')).toBe('taken')
})
