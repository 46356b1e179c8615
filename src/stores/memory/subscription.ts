import type { NewEvent, Rule } from '../../core/ports/events.ts'

/** How many events may wait in one rule, and of what size together. */
export interface Limits {
  readonly maxWaiting: number
  readonly maxWaitingBytes: number
}

/** A rule from its subscribing to its unsubscribing, and how much waits in it. The same rule can be subscribed again. */
export class Subscription {
  readonly rule: Rule
  #waiting = 0
  #bytes = 0

  constructor(rule: Rule) {
    this.rule = rule
  }

  wants(event: NewEvent): boolean {
    const { bus, sources, detailTypes } = this.rule
    return (
      bus === event.bus &&
      (sources === undefined || sources.includes(event.source)) &&
      (detailTypes === undefined || detailTypes.includes(event.detailType))
    )
  }

  hasRoom(size: number, { maxWaiting, maxWaitingBytes }: Limits): boolean {
    return this.#waiting < maxWaiting && this.#bytes + size <= maxWaitingBytes
  }

  enter(size: number): void {
    this.#waiting += 1
    this.#bytes += size
  }

  leave(size: number): void {
    this.#waiting -= 1
    this.#bytes -= size
  }
}
