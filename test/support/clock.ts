import type { Clock } from '../../src/core/index.ts'

interface Task {
  at: number
  readonly periodMs: number | undefined
  readonly run: () => void
}

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Let time pass, and do what falls due in it, in order. */
  advance(ms: number): void
}

/** Starts at the real time, so that what others do with the time of the machine fits in. */
export function manualClock(): ManualClock {
  let now = Date.now()
  const tasks = new Set<Task>()
  const add = (delayMs: number, periodMs: number | undefined, run: () => void): (() => void) => {
    const task = { at: now + delayMs, periodMs, run }
    tasks.add(task)
    return () => tasks.delete(task)
  }
  const nextUntil = (end: number): Task | undefined =>
    [...tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]

  return {
    now: () => now,
    every: (periodMs, run) => add(periodMs, periodMs, run),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    advance(ms) {
      const end = now + ms
      for (let task = nextUntil(end); task !== undefined; task = nextUntil(end)) {
        now = task.at
        if (task.periodMs === undefined) tasks.delete(task)
        else task.at += task.periodMs
        task.run()
      }
      now = end
    },
  }
}
