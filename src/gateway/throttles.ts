import type { Clock } from '../core/index.ts'
import { type Rate, TokenBucket } from './token-bucket.ts'

/** Whether a route may be called once more just now, by whomever. */
export type Throttle = (routeKey: string) => boolean

export interface ThrottlesOptions {
  readonly throttle?: Rate
  readonly routeThrottles?: Readonly<Record<string, Rate>>
}

/** A budget for each route that has one of its own, and one that the others share; `undefined` where there are none. */
export function throttles(
  { throttle, routeThrottles = {} }: ThrottlesOptions,
  clock: Clock,
): Throttle | undefined {
  const own = Object.entries(routeThrottles)
  if (throttle === undefined && own.length === 0) return undefined
  const bucketOf = (rate: Rate): TokenBucket => new TokenBucket(rate, clock.now())
  const buckets = new Map(own.map(([key, rate]) => [key, bucketOf(rate)]))
  const shared = throttle && bucketOf(throttle)
  return (routeKey) => {
    const bucket = buckets.get(routeKey) ?? shared
    return bucket === undefined || bucket.take(clock.now()) === 'taken'
  }
}
