// @ts-check
import { createClient } from 'redis'

/** @typedef {ReturnType<typeof redisClient>} RedisClient */

/**
 * One that asks what Redis does. Its process ends when Redis has gone.
 *
 * @param {string} url
 */
export function redisClient(url) {
  const client = createClient({ url })
  client.on('error', (error) => {
    throw error
  })
  return client
}
