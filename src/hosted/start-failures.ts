import type { Problem } from './wire.ts'

const firstMs = 50
const longestMs = 1_000

/**
 * Remembers why environments of a function do not start. For a while, doubling from 50 ms to a second, invocations fail
 * with that at once; then another start is tried.
 */
export class StartFailures {
  #count = 0
  #until = 0
  #problem: Problem | undefined

  add(problem: Problem, now: number): void {
    this.#problem = problem
    this.#until = now + Math.min(longestMs, firstMs * 2 ** Math.min(this.#count, 10))
    this.#count += 1
  }

  clear(): void {
    this.#count = 0
    this.#problem = undefined
  }

  /** What is wrong, while no other start should be tried. */
  at(now: number): Problem | undefined {
    return now < this.#until ? this.#problem : undefined
  }
}
