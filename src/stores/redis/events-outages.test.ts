import { describe, expect, test } from 'vitest'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { memoryDeadLetters } from '../memory/dead-letters.ts'
import { mortalRedis } from './event-server.fixture.ts'
import { calls, entriesIn, openEvents, openFleet, settled, updated } from './events.fixture.ts'

const long = 60 * 60_000
const fail = (): never => {
  throw new Error('it cannot be done')
}

async function openMortal(keeps: boolean, options: Parameters<typeof openEvents>[0] = {}) {
  const server = await mortalRedis({ keeps })
  const fleet = openFleet(() => server.connect())
  return { server, fleet, ...(await openEvents(options, fleet)) }
}

describe.each([
  ['empty', false],
  ['with what it had', true],
])('Redis that was killed and is started again %s', (_label, keeps) => {
  test('costs emitters an Unavailable meanwhile, and nothing afterwards', async () => {
    const { server, events, clock, redis } = await openMortal(keeps)
    const { times } = calls(events)
    await events.emit(updated)
    await clock.pass(0)
    await server.kill()
    await expect(events.emit(updated)).rejects.toThrow(Unavailable)
    await server.start()
    await events.emit(updated)
    await clock.pass(1_000)
    expect(times).toHaveLength(2)
    expect(await entriesIn(redis)).toBe(0)
  })

  test('costs no event that waits for another attempt', async () => {
    const { server, events, clock, dead, redis } = await openMortal(keeps)
    const { times } = calls(events, fail)
    await events.emit(updated)
    await clock.pass(0)
    await server.kill()
    await server.start()
    await clock.pass(long)
    expect([times.length, dead.length]).toEqual([5, 1])
    expect(await entriesIn(redis)).toBe(0)
  })

  test('costs no second delivery of what was handled meanwhile', async () => {
    const { server, fleet, events, clock, redis } = await openMortal(keeps)
    let end = (): void => {}
    const { times } = calls(
      events,
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
    )
    await events.emit(updated)
    await clock.pass(0)
    await server.kill()
    end()
    await server.start()
    await settled(fleet)
    await clock.pass(long)
    expect(times).toHaveLength(1)
    expect(events.counts()).toMatchObject({ handled: 1, failed: 0, waiting: 0 })
    expect(await entriesIn(redis)).toBe(0)
  })
})

test('a node makes no attempt that Redis does not count', async () => {
  const { server, events, clock } = await openMortal(true)
  const { times } = calls(events, fail)
  await events.emit(updated)
  await clock.pass(0)
  await server.kill()
  await clock.pass(10_000)
  expect(times).toHaveLength(1)
  expect(events.counts().waiting).toBe(1)
})

test('an event is kept until its dead letter is', async () => {
  const letters = memoryDeadLetters()
  let isAway = true
  const add: typeof letters.add = (letter) => {
    if (isAway) throw new Unavailable('not now')
    return letters.add(letter)
  }
  const { events, clock, dead, redis } = await openEvents({ attempts: 1, deadLetters: { ...letters, add } })
  calls(events, fail)
  await events.emit(updated)
  await clock.pass(5_000)
  expect([await entriesIn(redis), dead.length]).toEqual([1, 0])
  isAway = false
  await clock.pass(1_000)
  expect([await entriesIn(redis), dead.length, await letters.count()]).toEqual([0, 1, 1])
})

test('Redis that was flushed is read again', async () => {
  const { events, clock, redis } = await openEvents()
  const { times } = calls(events)
  await clock.pass(0)
  const stream = redis.key('bus:rule', 'bus')
  const kinds = ['bus', 'bus-state', 'bus-nodes'].map((kind) => redis.key(`${kind}:rule`, 'bus'))
  await redis.command(stream, ['DEL', ...kinds, redis.key('bus-rules', 'bus')])
  // The reader has seen it.
  while (clock.waiting() === 0) await new Promise(setImmediate)
  await clock.pass(1_000)
  await events.emit(updated)
  await clock.pass(0)
  expect(times).toHaveLength(1)
})
