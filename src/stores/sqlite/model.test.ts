import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answers, keyStep, userStep } from '../../core/ports/model.fixture.ts'
import { memoryKeys } from '../memory/keys.ts'
import { memoryUsers } from '../memory/users.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

test('sqlite answers as memory does, whatever is asked of users', async () => {
  const folder = temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(userStep, { maxLength: 40 }), async (steps) => {
      const store = await openSqliteStore(`${folder}/${run++}`)
      expect(await answers(store.users, steps)).toEqual(await answers(memoryUsers(), steps))
      store.close()
    }),
  )
}, 30_000)

test('sqlite answers as memory does, whatever is asked of keys', async () => {
  const folder = temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(keyStep, { maxLength: 20 }), async (steps) => {
      const store = await openSqliteStore(`${folder}/${run++}`)
      expect(await answers(store.keys, steps)).toEqual(await answers(memoryKeys(), steps))
      store.close()
    }),
  )
}, 30_000)
