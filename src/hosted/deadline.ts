import type { Clock } from '../core/index.ts'
import type { InFlight } from './in-flight.ts'

/** One timer for all invocations of an environment. */
export class Deadline {
  readonly #clock: Clock
  readonly #inFlight: InFlight
  readonly #onDue: () => void
  #cancel: (() => void) | undefined

  /** `onDue` is called when the first of them is late; it calls `watch` again for the others. */
  constructor(clock: Clock, inFlight: InFlight, onDue: () => void) {
    this.#clock = clock
    this.#inFlight = inFlight
    this.#onDue = onDue
  }

  /** Look after those that have begun. All have the same span, so a timer that is there is never too late. */
  watch(): void {
    if (this.#cancel !== undefined) return
    const due = this.#inFlight.nextDeadline()
    if (due === undefined) return
    this.#cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), () => this.#look())
  }

  cancel(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  /** It was set for one that may have ended: then it is moved on. */
  #look(): void {
    this.#cancel = undefined
    const due = this.#inFlight.nextDeadline()
    if (due !== undefined && due <= this.#clock.now()) this.#onDue()
    else this.watch()
  }
}
