import type { Later } from '../later.ts'

/** So many at once, and so many a second after that. Both are above 0: what comes back slowly may be a fraction. */
export interface SharedRate {
  readonly perSecond: number
  readonly burst: number
}

/** Token buckets that all nodes of a fleet share. */
export interface Rates {
  /**
   * Take up to `count` tokens of `key`: answers how many were there, 0 if none. A bucket that was never asked for is full.
   * Tokens that were taken together count as used, whatever becomes of them.
   */
  take(key: string, count: number, rate: SharedRate): Later<number>
}
