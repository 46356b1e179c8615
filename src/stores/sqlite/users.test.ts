import { expect, test } from 'vitest'
import { usersContract } from '../../core/ports/users.contract.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

usersContract('sqlite', async () => (await openSqliteStore(temporaryFolder())).users)

test('a name is known however many others were chosen since', async () => {
  const { users } = await openSqliteStore(temporaryFolder())
  await users.rename('ada', 'Ada')
  for (let index = 0; index < 10_001; index += 1) await users.rename(`guest ${index}`, 'Guest')
  expect(await users.name('ada')).toBe('Ada')
})

test('a link is there after a close and a new open', async () => {
  const folder = temporaryFolder()
  const first = await openSqliteStore(folder)
  await first.users.link({ provider: 'steam', id: '1' }, 'ada')
  first.close()
  const { users } = await openSqliteStore(folder)
  expect(await users.linked({ provider: 'steam', id: '1' })).toBe('ada')
  expect(await users.link({ provider: 'steam', id: '2' }, 'ada')).toBe('occupied')
})
