import { afterAll, onTestFinished } from 'vitest'
import type { Log } from '../../core/ports/log.ts'
import { systemClock } from '../system/clock.ts'
import { type OpenedRedis, openRedis } from './open-redis.ts'
import type { Redis } from './redis.ts'
import { type RedisProcess, redisProcess } from './redis-process.fixture.ts'

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

let server: Promise<RedisProcess> | undefined
let prefixes = 0

afterAll(async () => {
  await (await server)?.stop()
})

/** A prefix that no other test of the file has. */
export function freshPrefix(): string {
  prefixes += 1
  return `test-${prefixes}`
}

/**
 * A connection to a Redis of this test file, closed when the running test ends. Two with the same prefix are two nodes of
 * one fleet.
 */
export async function openedRedis(prefix = freshPrefix()): Promise<OpenedRedis> {
  server ??= redisProcess()
  const { url } = await server
  const redis = await openRedis({ url, prefix, stage: 'poc', clock: systemClock(), log: silent })
  onTestFinished(() => redis.close())
  return redis
}

/** The same connection with keys and channels that nobody else has: quicker than another one. */
export function withFreshKeys(redis: Redis): Redis {
  const prefix = freshPrefix()
  return { ...redis, key: (kind, id) => redis.key(`${prefix}-${kind}`, id) }
}
