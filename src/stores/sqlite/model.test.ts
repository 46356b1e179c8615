import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Keys } from '../../core/ports/keys.ts'
import type { Users } from '../../core/ports/users.ts'
import { memoryKeys } from '../memory/keys.ts'
import { memoryUsers } from '../memory/users.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

type Step<Port> = (port: Port) => unknown

// Any UTF-16 code unit, halves of surrogate pairs too, and few enough ids that steps meet.
const text = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
  .map((units) => String.fromCharCode(...units))
const id = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'A', 'a\0', '\ud800', '\ud801', '\\ud800', '') },
  text,
)
const moment = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

const identity = fc.record({
  provider: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('steam', 'apple') }, text),
  id,
})

const userStep: fc.Arbitrary<Step<Users>> = fc.oneof(
  fc.tuple(id, text, moment).map(
    ([userId, secretHash, createdAt]) =>
      (users: Users) =>
        users.addGuest({ userId, secretHash, createdAt }),
  ),
  fc.tuple(id, text).map(
    ([userId, name]) =>
      (users: Users) =>
        users.rename(userId, name),
  ),
  id.map((userId) => (users: Users) => users.name(userId)),
  id.map((userId) => (users: Users) => users.secretHash(userId)),
  fc.tuple(identity, id).map(
    ([linked, userId]) =>
      (users: Users) =>
        users.link(linked, userId),
  ),
  identity.map((linked) => (users: Users) => users.linked(linked)),
)

const keyStep: fc.Arbitrary<Step<Keys>> = fc.oneof(
  fc.tuple(id, text, moment, fc.option(id, { nil: undefined })).map(
    ([kid, privateJwk, createdAt, replaces]) =>
      (keys: Keys) =>
        keys.rotate({ kid, privateJwk, createdAt }, replaces),
  ),
  fc.tuple(id, text, moment).map(
    ([kid, privateJwk, createdAt]) =>
      async (keys: Keys) =>
        keys.rotate({ kid, privateJwk, createdAt }, (await keys.list())[0]?.kid),
  ),
  fc.constant((keys: Keys) => keys.list()),
)

async function answers<Port>(port: Port, steps: readonly Step<Port>[]): Promise<string> {
  const given: unknown[] = []
  for (const step of steps) given.push((await step(port)) ?? 'nothing')
  return JSON.stringify(given)
}

test('sqlite answers as memory does, whatever is asked of users', async () => {
  const folder = temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(userStep, { maxLength: 40 }), async (steps) => {
      const store = await openSqliteStore(`${folder}/${run++}`)
      expect(await answers(store.users, steps)).toBe(await answers(memoryUsers(), steps))
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
      expect(await answers(store.keys, steps)).toBe(await answers(memoryKeys(), steps))
      store.close()
    }),
  )
}, 30_000)
