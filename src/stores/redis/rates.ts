import type { Rates } from '../../core/ports/rates.ts'
import type { Redis } from './redis.ts'
import { numberOf } from './replies.ts'

/** Token buckets in Redis, on its time. One that would be full again is gone. */
export function redisRates(redis: Redis): Rates {
  return {
    async take(key, count, { perSecond, burst }) {
      const args = [`${count}`, `${perSecond}`, `${burst}`]
      return numberOf(await redis.script('take-tokens', [redis.key('rate', key)], args))
    },
  }
}
