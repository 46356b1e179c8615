import type { Clock } from '../../core/ports/clock.ts'
import type { Rates } from '../../core/ports/rates.ts'

interface Bucket {
  readonly tokens: number
  readonly at: number
  readonly fullAt: number
}

// More than the one bucket that each call may add, so that full ones become fewer however many keys there are.
const lookedAtEachTime = 2

/** Token buckets for as long as the process lives. The model that every other engine is compared with. */
export function memoryRates(clock: Clock): Rates {
  const buckets = new Map<string, Bucket>()

  /** One that is gone is full, so it may go when it is. Others are looked at again after all the rest. */
  function forgetFull(now: number): void {
    let looked = 0
    for (const [key, bucket] of buckets) {
      if (looked === lookedAtEachTime) return
      looked += 1
      buckets.delete(key)
      if (bucket.fullAt > now) buckets.set(key, bucket)
    }
  }

  return {
    take(key, count, { perSecond, burst }) {
      const now = clock.now()
      forgetFull(now)
      const bucket = buckets.get(key) ?? { tokens: burst, at: now }
      const cameBack = (Math.max(0, now - bucket.at) * perSecond) / 1_000
      const tokens = Math.min(burst, bucket.tokens + cameBack)
      const taken = Math.max(0, Math.min(count, Math.floor(tokens)))
      const left = tokens - taken
      buckets.set(key, { tokens: left, at: now, fullAt: now + ((burst - left) / perSecond) * 1_000 })
      return taken
    },
  }
}
