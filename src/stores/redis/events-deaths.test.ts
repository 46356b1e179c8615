import { describe, expect, test } from 'vitest'
import { calls, entriesIn, openEvents, openFleet, settled, updated } from './events.fixture.ts'

const long = 60 * 60_000
const never = (): Promise<void> => new Promise(() => {})
const fail = (): never => {
  throw new Error('it cannot be done')
}

/** A node that does `work` at an event, and dies then. */
async function openDead(work: () => void | Promise<void>, options: Parameters<typeof openEvents>[0] = {}) {
  const fleet = openFleet()
  const dead = await openEvents(options, fleet)
  const { times } = calls(dead.events, work)
  await dead.events.emit(updated)
  await dead.clock.pass(0)
  expect(times).toHaveLength(1)
  await dead.redis.close()
  return { fleet, dead }
}

describe('what a node had when it died', () => {
  test.each([
    ['waits for another attempt', fail],
    ['is under way', never],
  ])('is tried by the others, who go on counting, if it %s', async (_label, work) => {
    const { fleet, dead } = await openDead(work)
    const [one, other] = [await openEvents({}, fleet), await openEvents({}, fleet)]
    const both = [one, other].map(({ events }) => calls(events, fail))
    await settled(fleet)
    expect(both.map(({ times }) => times.length)).toEqual([0, 0])
    await Promise.all([one.events.claimFrom(dead.node), other.events.claimFrom(dead.node)])
    for (const { clock } of [one, other]) await clock.pass(long)
    expect(both.flatMap(({ times }) => times)).toHaveLength(4)
    expect([...one.dead, ...other.dead]).toMatchObject([{ attempts: 5, reason: 'it cannot be done' }])
    expect(await entriesIn(one.redis)).toBe(0)
  })

  test('is a dead letter if that was its last attempt', async () => {
    const { fleet, dead } = await openDead(never, { attempts: 1 })
    const other = await openEvents({ attempts: 1 }, fleet)
    const { times } = calls(other.events)
    await other.events.claimFrom(dead.node)
    await other.clock.pass(0)
    const reason = 'the server that tried it last ended before it was handled'
    expect(other.dead).toMatchObject([{ attempts: 1, reason }])
    expect(times).toEqual([])
    expect(await entriesIn(other.redis)).toBe(0)
  })

  test('is claimed by nodes that do not have the rule, for those that do', async () => {
    const { fleet, dead } = await openDead(never)
    const [without, having] = [await openEvents({}, fleet), await openEvents({}, fleet)]
    await without.events.claimFrom(dead.node)
    const { times } = calls(having.events)
    await settled(fleet)
    expect(times).toHaveLength(1)
  })

  test('is found also if nobody has buried the node', async () => {
    const { fleet, dead } = await openDead(never)
    const other = await openEvents({}, fleet)
    const { times } = calls(other.events, () => {}, { attemptMs: 0 })
    await settled(fleet)
    const readers = other.redis.key('bus-nodes:rule', 'bus')
    await other.clock.tick()
    expect(times).toEqual([])
    // As after its lease.
    await other.redis.command(readers, ['ZREM', readers, dead.node])
    await other.clock.tick()
    expect(times).toHaveLength(1)
    expect(await entriesIn(other.redis)).toBe(0)
  })

  test('is many events', async () => {
    const fleet = openFleet()
    const dead = await openEvents({}, fleet)
    calls(dead.events, never)
    await Promise.all(Array.from({ length: 250 }, () => dead.events.emit(updated)))
    await dead.clock.pass(0)
    await dead.redis.close()
    const other = await openEvents({}, fleet)
    const { times } = calls(other.events)
    await other.events.claimFrom(dead.node)
    await settled(fleet)
    expect(times).toHaveLength(250)
    expect(new Set(times.map(({ id }) => id)).size).toBe(250)
    const stream = other.redis.key('bus:rule', 'bus')
    expect(await other.redis.command(stream, ['XINFO', 'CONSUMERS', stream, 'fleet'])).toHaveLength(1)
  })
})

test('a node that was taken for dead tries nothing again that was claimed from it', async () => {
  const fleet = openFleet()
  const [one, other] = [await openEvents({}, fleet), await openEvents({}, fleet)]
  const first = calls(one.events, fail)
  await one.events.emit(updated)
  await settled(fleet)
  const second = calls(other.events, fail)
  await settled(fleet)
  await other.events.claimFrom(one.node)
  for (const { clock } of [one, other]) await clock.pass(long)
  expect(first.times.length + second.times.length).toBe(5)
  expect([...one.dead, ...other.dead]).toHaveLength(1)
  expect(one.events.counts().waiting + other.events.counts().waiting).toBe(0)
})

test('what Redis has handed to a connection that is gone is handled, and has lost no attempt', async () => {
  const { events, redis, node, clock, dead } = await openEvents({ attempts: 1 })
  const { times, unsubscribe } = calls(events, never, { name: 'another' })
  await clock.pass(0)
  const stream = redis.key('bus:rule', 'bus')
  await redis.command(stream, ['XGROUP', 'CREATE', stream, 'fleet', '0', 'MKSTREAM'])
  const event = {
    id: 'id',
    bus: 'default',
    source: 's',
    detailType: 't',
    detailText: '{}',
    resources: [],
    time: 0,
  }
  await redis.command(stream, [
    'XADD',
    stream,
    '*',
    'event',
    JSON.stringify(event),
    'size',
    '4',
    'attempts',
    '0',
  ])
  await redis.command(stream, ['XREADGROUP', 'GROUP', 'fleet', node, 'STREAMS', stream, '>'])
  const rule = calls(events)
  await clock.pass(0)
  unsubscribe()
  expect(rule.times).toMatchObject([{ id: 'id', detail: {} }])
  expect([times, dead]).toEqual([[], []])
})
