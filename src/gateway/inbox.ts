import type { Later } from '../core/index.ts'

type Job = () => Later<void>

/**
 * The events of one connection, handled one after the other: each begins when the one before has ended. One that
 * finds nothing before it runs at once.
 */
export class Inbox {
  #waiting: Job[] = []
  #isBusy = false

  /** Nothing is running or waiting: a job can be run without `add`. */
  isIdle(): boolean {
    return !this.#isBusy
  }

  waiting(): number {
    return this.#waiting.length
  }

  /** Run `job` when all before it have ended. A job must not reject. */
  add(job: Job): void {
    if (this.#isBusy) this.#waiting.push(job)
    else this.hold(job())
  }

  /** What has been started without `add`: let the next one wait until it has ended. */
  hold(running: Later<void>): void {
    if (!(running instanceof Promise)) return
    this.#isBusy = true
    const next = (): void => this.#next()
    running.then(next, next)
  }

  /** Forget what has not begun. */
  clear(): void {
    this.#waiting = []
  }

  #next(): void {
    this.#isBusy = false
    while (!this.#isBusy) {
      const job = this.#waiting.shift()
      if (job === undefined) return
      this.hold(job())
    }
  }
}
