import type { Clock } from './clock.ts'

interface Task {
  readonly at: number
  readonly run: () => void
}

/** A clock that stands until it is moved. */
export interface MovedClock extends Clock {
  /** How many tasks wait for their time. */
  waiting(): number
  /** Let time pass and do what falls due in it, in order; and let everything else that can be done be done. */
  pass(ms: number): Promise<void>
}

export function movedClock(start = 1_700_000_000_000): MovedClock {
  let now = start
  const tasks = new Set<Task>()
  const dueBy = (end: number): Task | undefined =>
    [...tasks].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]

  return {
    now: () => now,
    every: () => () => {},
    after(delayMs, run) {
      const task = { at: now + delayMs, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
    waiting: () => tasks.size,
    async pass(ms) {
      const end = now + ms
      await nextTurn()
      for (let task = dueBy(end); task !== undefined; task = dueBy(end)) {
        now = task.at
        tasks.delete(task)
        task.run()
        await nextTurn()
      }
      now = end
    },
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
