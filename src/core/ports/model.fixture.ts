import fc from 'fast-check'
import type { AccountStatus, Accounts } from './accounts.ts'
import type { Keys } from './keys.ts'
import type { Settings } from './settings.ts'
import type { Users } from './users.ts'

/** One call of a port. */
export type Step<Port> = (port: Port) => unknown

// Any UTF-16 code unit, halves of surrogate pairs too, and few enough ids that steps meet.
const text = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
  .map((units) => String.fromCharCode(...units))
const id = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('a', 'A', 'a\0', '\ud800', '\ud801', '\\ud800', '__proto__', ''),
  },
  text,
)
const moment = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }))

const identity = fc.record({
  provider: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('steam', 'apple') }, text),
  id,
})

export const userStep: fc.Arbitrary<Step<Users>> = fc.oneof(
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

export const keyStep: fc.Arbitrary<Step<Keys>> = fc.oneof(
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

interface SessionMoments {
  readonly signedInAt: fc.Arbitrary<number>
  readonly expiresAt: fc.Arbitrary<number>
}

/** An engine may forget sessions that have expired, so one that does so at other times is given none that do. */
export function accountStep(
  sessionMoments: SessionMoments = { signedInAt: moment, expiresAt: moment },
): fc.Arbitrary<Step<Accounts>> {
  const session = fc.record({ tokenHash: id, username: id, id: text, ...sessionMoments })
  return fc.oneof(
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
}

export const settingStep: fc.Arbitrary<Step<Settings>> = fc.tuple(id, text).map(
  ([name, fresh]) =>
    (settings: Settings) =>
      settings.once(name, fresh),
)

/** What an engine answers to the steps, one after another. */
export async function answers<Port>(port: Port, steps: readonly Step<Port>[]): Promise<unknown[]> {
  const given: unknown[] = []
  for (const step of steps) given.push((await step(port)) ?? 'nothing')
  return given
}
