import { expect, test, vi } from 'vitest'
import type { ManagementFault } from '../src/rehearsal/index.ts'
import { gather, perConnection } from './support/rehearsal-crowd.ts'
import { killFunction } from './support/rehearsal-processes.ts'
import { rehearse, synthesized } from './support/rehearsal-stacks.ts'
import { deadLetters, endLeases } from './support/rehearsal-table.ts'

const timeout = 300_000

/** Posts of one broadcast: of a hundred connections one is gone, and one can be sent to at the third attempt. */
function failing() {
  const tries = new Map<string, number>()
  const places = new Map<string, number>()
  const fault: ManagementFault = ({ method, connectionId }) => {
    if (method !== 'POST') return undefined
    const place = places.get(connectionId) ?? places.size
    places.set(connectionId, place)
    const before = tries.get(connectionId) ?? 0
    tries.set(connectionId, before + 1)
    if (place % 100 === 7) return 'gone'
    return place % 100 === 13 && before < 2 ? 'throttled' : undefined
  }
  return { fault, gone: () => [...places.values()].filter((place) => place % 100 === 7).length }
}

test('a message reaches each of 5,000 once, for the same work as each of 300', { timeout }, async () => {
  const faults = failing()
  let fault: ManagementFault = () => undefined
  const server = await rehearse(await synthesized(), {
    pageSize: 'as asked',
    visibilityMs: 60_000,
    managementFault: (call) => fault(call),
  })
  const crowd = await gather(server)
  const work: number[] = []
  for (const size of [100, 300, 1_000, 5_000]) {
    await crowd.grow(size)
    const done = await crowd.say(`to ${size}`)
    expect(crowd.copies(`to ${size}`)).toEqual({ 1: size - 1 })
    work.push(perConnection(done))
  }
  const [ofAHundred = 0, few = 0, ...more] = work
  expect(ofAHundred).toBeLessThan(few)
  for (const each of more) expect(each).toBeLessThan(few * 1.5)
  fault = faults.fault
  await crowd.say('through faults')
  expect(faults.gone()).toBe(50)
  expect(crowd.copies('through faults')).toEqual({ 0: 50, 1: 4_949 })
  expect(await deadLetters(server)).toBe(0)
  expect(server.denied()).toEqual([])
})

/** What a worker is at when it dies. */
const page = 50

test('a worker that is killed costs nobody a second copy, and a page of members at most theirs', {
  timeout,
}, async () => {
  let posts = 0
  const server = await rehearse(await synthesized(), {
    visibilityMs: 3_000,
    managementFault: ({ method }) => {
      if (method === 'POST') posts += 1
      if (posts === 75) killFunction(server, 'Workers Worker')
      return undefined
    },
  })
  const crowd = await gather(server)
  await crowd.grow(180)
  const said = crowd.say('hello')
  await vi.waitFor(
    () => expect(server.invocations()).toContainEqual(expect.objectContaining({ invoked: failed })),
    { timeout: 30_000 },
  )
  await endLeases(server)
  await said
  const { 0: none = 0, 1: once = 0, ...more } = crowd.copies('hello')
  expect(more).toEqual({})
  expect(none).toBeLessThanOrEqual(page)
  expect(none + once).toBe(179)
  expect(await deadLetters(server)).toBe(0)
})

const failed = expect.objectContaining({ kind: 'failed', errorType: 'Runtime.ExitError' })
