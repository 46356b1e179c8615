import type { Pending } from './pending.ts'

const mostWaiting = 10_000
const mostEventCharacters = 64 * 1_024 * 1_024

/** Invocations that no environment has, oldest first: 10,000 and 64 Mi characters of events at most. */
export class Waiting {
  #items: (Pending | undefined)[] = []
  #head = 0
  #characters = 0

  get size(): number {
    return this.#items.length - this.#head
  }

  /** Whether there was room for it. */
  push(pending: Pending): boolean {
    if (this.size >= mostWaiting || this.#characters + pending.event.length > mostEventCharacters)
      return false
    this.#items.push(pending)
    this.#characters += pending.event.length
    return true
  }

  /** Put one back that had its turn already. There is always room for it. */
  putBack(pending: Pending): void {
    this.#items.splice(0, this.#head, pending)
    this.#head = 0
    this.#characters += pending.event.length
  }

  first(): Pending | undefined {
    return this.#items[this.#head]
  }

  shift(): Pending | undefined {
    const pending = this.#items[this.#head]
    if (pending === undefined) return undefined
    this.#items[this.#head] = undefined
    this.#head += 1
    this.#characters -= pending.event.length
    if (this.#head === this.#items.length) {
      this.#items.length = 0
      this.#head = 0
    } else if (this.#head >= 1_024 && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return pending
  }
}
