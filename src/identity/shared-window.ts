import type { Clock } from '../core/ports/clock.ts'
import type { Rates } from '../core/ports/rates.ts'
import { Unavailable } from '../core/ports/unavailable.ts'

export interface SharedWindowOptions {
  readonly rates: Rates
  /** Clients are counted under it, apart from those of other limits. */
  readonly name: string
  readonly clock: Clock
  readonly limit: number
  readonly windowMs: number
}

/**
 * One count of each client's requests for all nodes, in windows that begin at the same moments everywhere. Answers 0 if the
 * request may pass, else the milliseconds until the window ends. While the counts are away, everything may pass.
 */
export function sharedWindow({ rates, name, clock, limit, windowMs }: SharedWindowOptions) {
  // Each window is a bucket of its own. What comes back to it, a hundredth in a window, is there for it to be forgotten.
  const rate = { burst: limit, perSecond: (limit / 100 / windowMs) * 1_000 }

  return async (client: string): Promise<number> => {
    const now = clock.now()
    const window = Math.floor(now / windowMs)
    try {
      const taken = await rates.take(`${name}:${window}:${client}`, 1, rate)
      return taken > 0 ? 0 : (window + 1) * windowMs - now
    } catch (error) {
      if (error instanceof Unavailable) return 0
      throw error
    }
  }
}
