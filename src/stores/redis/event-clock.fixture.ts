import type { MovedClock } from '../../core/ports/moved-clock.fixture.ts'

interface Task {
  readonly at: number
  readonly run: () => void
}

export interface SettlingClock extends MovedClock {
  /** Do everything once that is done periodically. */
  tick(): Promise<void>
}

/** A clock that stands until it is moved, and after each of its tasks waits until `settle` resolves. */
export function settlingClock(settle: () => Promise<void>): SettlingClock {
  let now = 1_700_000_000_000
  const tasks = new Set<Task>()
  const periodic = new Set<() => void>()
  const dueBy = (end: number): Task | undefined =>
    [...tasks].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]

  return {
    now: () => now,
    every(_periodMs, run) {
      periodic.add(run)
      return () => periodic.delete(run)
    },
    after(delayMs, run) {
      const task = { at: now + delayMs, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
    waiting: () => tasks.size,
    async pass(ms) {
      const end = now + ms
      await settle()
      for (let task = dueBy(end); task !== undefined; task = dueBy(end)) {
        now = task.at
        tasks.delete(task)
        task.run()
        await settle()
      }
      now = end
    },
    async tick() {
      for (const run of periodic) run()
      await settle()
    },
  }
}
