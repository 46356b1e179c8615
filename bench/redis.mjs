// @ts-check
import { spawnSync } from 'node:child_process'
import { Child } from './child.mjs'

/** @typedef {import('./servers/redis.mjs').RedisUsed} RedisUsed */

/**
 * The one Redis of a run.
 *
 * @typedef {object} Redis
 * @property {string} url
 * @property {(options: { countsCommands: boolean }) => Promise<unknown>} fresh empty it, and count commands from now on or not
 * @property {() => Promise<RedisUsed>} used
 */

/** Why there can be no Redis here, if so. */
export function noRedis() {
  if (spawnSync('redis-server', ['--version']).status === 0) return undefined
  return 'redis-server is not on the PATH; `apt-get install redis-server` puts it there'
}

/**
 * One Redis for everything that is measured with one: it is started when it is first asked for, and ends with the
 * other children.
 *
 * @param {number | string | undefined} processors
 * @returns {() => Promise<Redis>}
 */
export function redisOn(processors) {
  /** @type {Promise<Redis> | undefined} */
  let redis
  return () => {
    redis ??= open(processors)
    return redis
  }
}

/**
 * @param {number | string | undefined} processors
 * @returns {Promise<Redis>}
 */
async function open(processors) {
  const child = new Child('servers/redis.mjs', processors)
  const { port } = await child.next('listening')
  const ask = (/** @type {import('./servers/redis.mjs').Question} */ question) => {
    const answer = child.next('redis')
    child.tell(question)
    return answer
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    fresh: ({ countsCommands }) => ask({ type: 'fresh', countsCommands }),
    used: () => ask({ type: 'use' }),
  }
}
