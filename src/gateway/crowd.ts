import type { Later } from '../core/index.ts'

type Job = () => Later<void>

/** Jobs that run side by side, so many at most; the others wait in order. */
export class Crowd {
  readonly #limit: number
  #running = 0
  #waiting: Job[] = []
  #onRoom: () => void

  /** `onRoom` is called whenever nothing waits any more. */
  constructor(limit: number, onRoom: () => void) {
    this.#limit = limit
    this.#onRoom = onRoom
  }

  /** A job must not reject. Answers whether it has to wait. */
  add(job: Job): boolean {
    if (this.#running >= this.#limit) return this.#waiting.push(job) > 0
    this.#start(job)
    return false
  }

  /** Forget what has not begun. */
  clear(): void {
    this.#waiting = []
  }

  #start(job: Job): void {
    const running = job()
    if (!(running instanceof Promise)) return
    this.#running += 1
    const ended = (): void => this.#ended()
    running.then(ended, ended)
  }

  #ended(): void {
    this.#running -= 1
    const hadWaiting = this.#waiting.length > 0
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      this.#start(next)
    }
    if (hadWaiting && this.#waiting.length === 0) this.#onRoom()
  }
}
