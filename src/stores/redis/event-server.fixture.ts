import { onTestFinished } from 'vitest'
import { systemClock } from '../system/clock.ts'
import { type OpenedRedis, openRedis } from './open-redis.ts'
import { redisProcess } from './redis-process.fixture.ts'

/** A Redis of one test, which can be killed and started again. */
export interface MortalRedis {
  connect(): Promise<OpenedRedis>
  /** Resolves when it is gone, and `connected` know. */
  kill(): Promise<void>
  /** Resolves when it is there, and those that were connected are again. */
  start(): Promise<void>
}

/** `keeps`: whether it has after a kill what it had before. */
export async function mortalRedis({ keeps }: { keeps: boolean }): Promise<MortalRedis> {
  const server = await redisProcess({ keeps })
  const connected: OpenedRedis[] = []
  const kill = async (): Promise<void> => {
    await server.kill()
    while (connected.some((redis) => redis.problem() === undefined)) await nextTurn()
  }
  onTestFinished(async () => {
    await Promise.all(connected.splice(0).map((redis) => redis.close()))
    await server.stop()
  })
  return {
    kill,
    async connect() {
      const silent = { debug() {}, info() {}, warn() {}, error() {} }
      const redis = await openRedis({ url: server.url, stage: 'poc', clock: systemClock(), log: silent })
      connected.push(redis)
      return redis
    },
    async start() {
      const back = Promise.all(
        connected.map((redis) => new Promise<void>((resolve) => redis.onBack(resolve))),
      )
      await server.start()
      await back
    },
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
