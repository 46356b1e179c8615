import { randomUUID } from 'node:crypto'
import type { Platform } from '../../src/client/index.ts'

/** Time that goes on when the test says so. */
export class ManualPlatform implements Platform {
  #now = 1_000_000
  readonly #timers = new Set<{ readonly at: number; readonly task: () => void }>()
  readonly #looks = new Set<(isBack: boolean) => void>()
  chance = 1

  now = (): number => this.#now

  after = (delayMs: number, task: () => void): (() => void) => {
    const timer = { at: this.#now + delayMs, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  random = (): number => this.chance

  key = (): string => randomUUID()

  watch = (look: (isBack: boolean) => void): (() => void) => {
    this.#looks.add(look)
    return () => this.#looks.delete(look)
  }

  /** As a machine that was asleep has it: the time has gone on, and nothing was run. */
  jump(ms: number): void {
    this.#now += ms
  }

  look(isBack: boolean): void {
    for (const look of this.#looks) look(isBack)
  }

  /** The spans until what is to come, shortest first. */
  waiting(): number[] {
    return [...this.#timers].map(({ at }) => at - this.#now).sort((a, b) => a - b)
  }

  /** Run what is due within `ms`, each at its time. */
  pass(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.task()
    }
    this.#now = end
  }
}
