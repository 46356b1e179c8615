import type { InFlight } from './in-flight.ts'

/** Milliseconds after which an invocation is taken to be a long one. */
export const longMs = 10
const quickMs = 1
const quickInARow = 8
const mostAhead = 16
/** Larger events are not given ahead: all of those have to fit into the pipe. */
const mostAheadCharacters = 2_048

/** How fast an environment answers. */
export class Pace {
  #quick = 0

  /** It has answered within the clock's millisecond, time after time. */
  get isQuick(): boolean {
    return this.#quick >= quickInARow
  }

  answered(tookMs: number): void {
    this.#quick = tookMs <= quickMs ? this.#quick + 1 : 0
  }

  /** Whether an event can be given to it for when it has ended what it has been at for `busyMs`. */
  takesAhead(event: string, { size, ahead }: InFlight, busyMs: number): boolean {
    if (!this.isQuick || busyMs >= longMs) return false
    return size - ahead === 1 && ahead < mostAhead && event.length <= mostAheadCharacters
  }
}
