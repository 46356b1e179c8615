import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  away,
  become,
  type Crowd,
  crowd,
  endLoad,
  fine,
  noticedWithinMs,
  tooLong,
} from './support/fleet-crowd.ts'
import { outageOf } from './support/fleet-load.ts'
import type { TestRedis } from './support/redis.ts'
import { startCluster, startSentinel, type TestCluster, type TestSentinel } from './support/redis-fleet.ts'

const failedOverWithinMs = 10_000

let sentinel: TestSentinel
let cluster: TestCluster
beforeAll(async () => {
  sentinel = await startSentinel()
  cluster = await startCluster()
})
afterAll(async () => {
  await sentinel.stop()
  await cluster.stop()
})

/** A master is lost for good. Tells what took too long. */
async function through(all: Crowd, master: TestRedis): Promise<string[]> {
  const { a, b, speaker } = all
  const from = performance.now()
  await master.kill()
  await become([a, b], away, noticedWithinMs)
  await become([a, b], fine, failedOverWithinMs)
  await endLoad(all)
  return tooLong(outageOf(speaker.sent, from, from), failedOverWithinMs)
}

describe.concurrent('what was accepted is heard once and in order, and no socket ends', () => {
  test('when a Sentinel makes another server the master', async (context) => {
    const all = await crowd(context, { a: sentinel.url, b: sentinel.url })
    expect(await through(all, await sentinel.master())).toEqual([])
  })

  test('when another server of a cluster takes the channels of a master', async (context) => {
    const channels = Array.from({ length: 20 }, (_, at) => `c${at}`)
    const all = await crowd(context, { a: cluster.url, b: cluster.url }, channels)
    const master = await cluster.masterOf('stoa:poc:topic:{/:channel:c0}')
    expect(await through(all, master)).toEqual([])
  })
})
