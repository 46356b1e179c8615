import type { Clock } from '../../core/ports/clock.ts'

/**
 * Wrong passwords in a row, by username, whether there is such a user or not. From the fifth on, each locks the username:
 * for 1 second, then 2, then 4, up to 15 minutes. 15 minutes after a lock without a wrong one, all is forgotten.
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html)
 */
export interface Attempts {
  isLocked(username: string): boolean
  /** Count a wrong password. One that was given while the username was locked is not to be counted. */
  failed(username: string): void
  /** The right password was given, or there is a new one. */
  forget(username: string): void
}

export interface AttemptsOptions {
  readonly clock: Pick<Clock, 'now'>
  /** With more usernames, the one that failed longest ago is forgotten. Default 10,000, about 100 bytes each. */
  readonly maxUsernames?: number
}

interface Failures {
  readonly count: number
  readonly lockedUntil: number
}

const freeFailures = 5
const firstLockMs = 1_000
const longestLockMs = 15 * 60 * 1_000
const forgottenAfterMs = 15 * 60 * 1_000

export function attempts({ clock, maxUsernames = 10_000 }: AttemptsOptions): Attempts {
  const known = new Map<string, Failures>()

  function failuresOf(username: string): number {
    const failures = known.get(username)
    if (failures === undefined) return 0
    return clock.now() < failures.lockedUntil + forgottenAfterMs ? failures.count : 0
  }

  return {
    isLocked: (username) => clock.now() < (known.get(username)?.lockedUntil ?? 0),
    failed(username) {
      const count = failuresOf(username) + 1
      known.delete(username)
      known.set(username, { count, lockedUntil: clock.now() + lockMs(count) })
      const [oldest] = known.keys()
      if (known.size > maxUsernames && oldest !== undefined) known.delete(oldest)
    },
    forget(username) {
      known.delete(username)
    },
  }
}

function lockMs(count: number): number {
  return count < freeFailures ? 0 : Math.min(firstLockMs * 2 ** (count - freeFailures), longestLockMs)
}
