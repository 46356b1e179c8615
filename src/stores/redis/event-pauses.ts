import type { Clock } from '../../core/ports/clock.ts'

const pauseMs = 1_000

/** Waits between tries, which all end at once when there is a reason to try. */
export class Pauses {
  readonly #clock: Clock
  readonly #ends = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves after a second, or when somebody ends all pauses. */
  pause(): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        callOff()
        this.#ends.delete(end)
        resolve()
      }
      const callOff = this.#clock.after(pauseMs, end)
      this.#ends.add(end)
    })
  }

  end(): void {
    for (const end of this.#ends) end()
  }
}
