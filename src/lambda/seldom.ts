import type { Clock } from '../core/index.ts'

/** Keys that are remembered; of more, the oldest are forgotten, and come up again too soon. */
const most = 10_000

/** Says whether something is to be done again for a key: if this process has not said so within `everyMs`. */
export function seldom(clock: Pick<Clock, 'now'>, everyMs: number): (key: string) => boolean {
  const lastAt = new Map<string, number>()
  return (key) => {
    const now = clock.now()
    if (now - (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return false
    lastAt.delete(key)
    lastAt.set(key, now)
    const [oldest] = lastAt.keys()
    if (lastAt.size > most && oldest !== undefined) lastAt.delete(oldest)
    return true
  }
}
