import type { Clock } from '../../core/ports/clock.ts'

const defaultLimitMs = 30_000
const maxReasonLength = 500

/** What `work` comes to, or a rejection after `limitMs`. */
export function inTime(work: Promise<void>, clock: Clock, limitMs = defaultLimitMs): Promise<void> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(limitMs, () => reject(new Error(`it took longer than ${limitMs / 1_000} s`)))
    work.then(resolve, reject).finally(callOff)
  })
}

/** What an attempt failed with, for a person. */
export function reasonOf(error: unknown): string {
  const reason =
    error instanceof Error ? error.message : typeof error === 'string' ? error : 'no reason was given'
  return reason.slice(0, maxReasonLength)
}
