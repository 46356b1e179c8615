import type { Clock } from '../../core/ports/clock.ts'

/** The time of the machine. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    every(periodMs, task) {
      const timer = setInterval(task, periodMs).unref()
      return () => clearInterval(timer)
    },
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
  }
}
