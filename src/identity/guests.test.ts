import { expect, test } from 'vitest'
import { memoryUsers } from '../stores/memory/users.ts'
import { systemIds } from '../stores/system/ids.ts'
import { guests } from './guests.ts'
import { standingClock } from './test-issuer.fixture.ts'

const uuid = '[\\da-f]{8}-[\\da-f]{4}-4[\\da-f]{3}-[89ab][\\da-f]{3}-[\\da-f]{12}'

function open(ids = systemIds()) {
  const users = memoryUsers()
  return { users, guests: guests({ users, clock: standingClock(), ids }) }
}

async function added(from: ReturnType<typeof open>) {
  const guest = await from.guests.add()
  if (guest === 'exists') throw new Error('the guest exists')
  return guest
}

test('a guest has a uuid, and a secret of two', async () => {
  const { userId, guestSecret } = await added(open())
  expect(userId).toMatch(new RegExp(`^${uuid}$`))
  expect(guestSecret).toMatch(new RegExp(`^${uuid}-${uuid}$`))
})

test('a guest is proven by its own secret only', async () => {
  const house = open()
  const [ada, bob] = [await added(house), await added(house)]
  expect(await house.guests.prove(ada)).toBe(true)
  expect(await house.guests.prove({ ...ada, guestSecret: bob.guestSecret })).toBe(false)
  expect(await house.guests.prove({ ...ada, guestSecret: '' })).toBe(false)
  expect(await house.guests.prove({ ...ada, guestSecret: `${ada.guestSecret} ` })).toBe(false)
})

test('somebody unknown is not proven, nor is a user without a secret', async () => {
  const house = open()
  await house.users.rename('named', 'Named')
  for (const userId of ['unknown', 'named', '', '__proto__', 'constructor', 'nul\0']) {
    expect(await house.guests.prove({ userId, guestSecret: 'secret' })).toBe(false)
  }
})

test('the secret is not kept, only its hash', async () => {
  const house = open()
  const { userId, guestSecret } = await added(house)
  const kept = await house.users.secretHash(userId)
  expect(kept).toMatch(/^[\da-f]{64}$/)
  expect(await house.guests.prove({ userId, guestSecret: String(kept) })).toBe(false)
  expect(guestSecret).not.toContain(kept)
})

test('a hash of another kind proves nobody, and is no failure', async () => {
  const house = open()
  await house.users.addGuest({ userId: 'odd', secretHash: 'not hexadecimal', createdAt: 0 })
  expect(await house.guests.prove({ userId: 'odd', guestSecret: '' })).toBe(false)
})

test('an id that is taken is not given again', async () => {
  const house = open({ ...systemIds(), uuid: () => 'always the same' })
  await house.guests.add()
  expect(await house.guests.add()).toBe('exists')
})
