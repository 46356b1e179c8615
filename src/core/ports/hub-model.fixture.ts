import fc from 'fast-check'
import type { Step } from './model.fixture.ts'
import type { Names } from './names.ts'
import type { Attendance, Presence } from './presence.ts'
import type { SanctionKind, Sanctions } from './sanctions.ts'

const id = fc.constantFrom('a', 'A', 'a\0', '\ud800', '\ud801', '__proto__', '')

export const nameStep: fc.Arbitrary<Step<Names>> = fc.tuple(id, id).map(
  ([name, userId]) =>
    (names: Names) =>
      names.claim(name, userId),
)

/** Something on test with the time that it is: it goes on from step to step. */
export interface Timed<Port> {
  readonly port: Port
  now: number
}

export const timed = <Port>(port: Port): Timed<Port> => ({ port, now: 1_700_000_000_000 })

const kind = fc.constantFrom<SanctionKind>('mute', 'ban', 'revoke')
const subject = fc.oneof(fc.record({ user: id }), fc.record({ token: id }))
const span = fc.constantFrom(1, 500, 1_000, 60_000)

export const sanctionStep: fc.Arbitrary<Step<Timed<Sanctions>>> = fc.oneof(
  fc
    .tuple(kind, subject, span, fc.option(fc.string({ maxLength: 5 }), { nil: undefined }))
    .map(([what, whom, ms, reason]) => async (model: Timed<Sanctions>) => {
      model.now += 1
      const said = { kind: what, subject: whom, at: model.now, until: model.now + ms }
      await model.port.impose(reason === undefined ? said : { ...said, reason })
    }),
  // Whether one that has ended is still there to be lifted is the engine's business.
  fc.tuple(kind, subject).map(([what, whom]) => async ({ port, now }: Timed<Sanctions>) => {
    const held =
      'user' in whom
        ? await port.against(whom.user, undefined, now)
        : await port.against('?', whom.token, now)
    const isHeld = held.some((sanction) => sanction.kind === what)
    const lifted = await port.lift(what, whom)
    return isHeld ? lifted : 'not held'
  }),
  fc.tuple(id, fc.option(id, { nil: undefined })).map(
    ([user, token]) =>
      async ({ port, now }: Timed<Sanctions>) =>
        (await port.against(user, token, now)).map((held) => JSON.stringify(held, sorted)).toSorted(),
  ),
  fc.nat(5).map(
    (limit) =>
      ({ port, now }: Timed<Sanctions>) =>
        port.list(limit, now),
  ),
  span.map((ms) => (model: Timed<Sanctions>) => {
    model.now += ms
  }),
)

const sorted = ['kind', 'subject', 'user', 'token', 'at', 'until', 'reason']

const topic = fc.constantFrom('room', 'other')
const connection = fc.constantFrom('1', '2', '3', '4', '5\0', '__proto__')
/** Whose a connection is never changes. */
const people = new Map([
  ['1', 'ada'],
  ['2', 'ada'],
  ['3', 'bob'],
  ['4', 'bob'],
])
const personOf = (connectionId: string, name: string) => ({ id: people.get(connectionId) ?? 'eve', name })

/** Those who have gone are told in no order. */
const inOrder = <T extends Attendance>(attendance: T) => ({
  ...attendance,
  gone: attendance.gone.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
})

export const presenceStep: fc.Arbitrary<Step<Timed<Presence>>> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(topic, connection, fc.string({ maxLength: 3 }), span)
      .map(([room, connectionId, name, ms]) => async (model: Timed<Presence>) => {
        model.now += 1
        const attendee = { connectionId, person: personOf(connectionId, name) }
        return inOrder(await model.port.enter(room, attendee, model.now + ms, model.now))
      }),
  },
  fc.tuple(topic, connection, fc.constantFrom(-1, 0, 500)).map(
    ([room, connectionId, ms]) =>
      async ({ port, now }: Timed<Presence>) =>
        inOrder(await port.leave(room, connectionId, now + ms, now)),
  ),
  fc.tuple(topic, fc.uniqueArray(connection), span).map(
    ([room, connectionIds, ms]) =>
      async ({ port, now }: Timed<Presence>) =>
        inOrder(await port.keep(room, connectionIds, now + ms, now)),
  ),
  fc.tuple(topic, fc.nat(4)).map(
    ([room, limit]) =>
      ({ port, now }: Timed<Presence>) =>
        port.list(room, limit, now),
  ),
  span.map((ms) => (model: Timed<Presence>) => {
    model.now += ms
  }),
)
