import fc from 'fast-check'
import type { ClaimsUnderTest } from './claims.contract.ts'
import { type ConnectionsUnderTest, connectionOf, idsIn } from './connections-under-test.fixture.ts'
import { places } from './members.ts'
import type { Step } from './model.fixture.ts'

// Few, so that steps meet.
const connectionId = fc.constantFrom('a', 'b', 'c', '#', '\ud800')
const topic = fc.constantFrom('*', 'channel:a', 'channel:a#', 'channel:b', '', 'x'.repeat(2_000))
const by = fc.constantFrom('one', 'another')
const place = fc.oneof(fc.constantFrom(0, places / 2, places), fc.integer({ min: 0, max: places }))

/** An id is used again only once it was forgotten: API Gateway never does. */
const open = fc
  .tuple(connectionId, fc.array(topic, { maxLength: 4 }))
  .map(([id, topics]) => async ({ connections }: ConnectionsUnderTest) => {
    if ((await connections.get(id)) !== undefined) return 'there'
    return connections.open(connectionOf(id), topics)
  })

export const connectionStep: fc.Arbitrary<Step<ConnectionsUnderTest>> = fc.oneof(
  { weight: 3, arbitrary: open },
  connectionId.map(
    (id) =>
      ({ connections }: ConnectionsUnderTest) =>
        connections.get(id),
  ),
  connectionId.map(
    (id) =>
      async ({ connections }: ConnectionsUnderTest) =>
        [...(await connections.topicsOf(id))].toSorted(),
  ),
  fc.tuple(connectionId, by).map(
    ([id, name]) =>
      ({ connections }: ConnectionsUnderTest) =>
        connections.renew(id, { id: 'renewed', name }),
  ),
  fc.tuple(connectionId, by).map(
    ([id, who]) =>
      ({ connections }: ConnectionsUnderTest) =>
        connections.end(id, who),
  ),
  connectionId.map(
    (id) =>
      ({ connections }: ConnectionsUnderTest) =>
        connections.forget(id),
  ),
  {
    weight: 4,
    arbitrary: fc.tuple(topic, connectionId).map(
      ([name, id]) =>
        ({ members }: ConnectionsUnderTest) =>
          members.join(name, id),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(topic, connectionId).map(
      ([name, id]) =>
        ({ members }: ConnectionsUnderTest) =>
          members.leave(name, id),
    ),
  },
  fc.tuple(topic, connectionId).map(
    ([name, id]) =>
      ({ members }: ConnectionsUnderTest) =>
        members.has(name, id),
  ),
  // Which of many are seen is not said, and how many there are only about.
  fc
    .tuple(topic, fc.integer({ min: 1, max: 5 }))
    .map(([name, limit]) => async ({ members }: ConnectionsUnderTest) => {
      const look = await members.look(name, limit)
      const ids = look.members.map(({ connectionId: id }) => id)
      return look.about === undefined ? ids.toSorted() : ids.length
    }),
  fc.tuple(topic, place, place).map(
    ([name, from, to]) =>
      ({ members }: ConnectionsUnderTest) =>
        idsIn(members, name, { from, to }),
  ),
)

const work = fc.constantFrom('work', 'other work')
const leaseMs = fc.constantFrom(1, 1_000, 30_000)

export const claimStep: fc.Arbitrary<Step<ClaimsUnderTest>> = fc.oneof(
  fc.tuple(work, by, leaseMs).map(
    ([id, owner, ms]) =>
      ({ claims }: ClaimsUnderTest) =>
        claims.take(id, owner, ms),
  ),
  fc.tuple(work, by, fc.string(), leaseMs).map(
    ([id, owner, progress, ms]) =>
      ({ claims }: ClaimsUnderTest) =>
        claims.note(id, owner, progress, ms),
  ),
  fc.tuple(work, by).map(
    ([id, owner]) =>
      ({ claims }: ClaimsUnderTest) =>
        claims.finish(id, owner),
  ),
  fc.constantFrom(1, 999, 30_000, 43_200_000, 86_399_999).map(
    (ms) =>
      ({ pass }: ClaimsUnderTest) =>
        pass(ms),
  ),
)
