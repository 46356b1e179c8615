import type { Gap, Message } from './types.ts'

const maxWaiting = 1_000

type Result = IteratorResult<Message<never>, undefined>

/** What one iterator has still to hand out. */
export class MessageQueue implements AsyncIterator<Message<never>, undefined> {
  #waiting: Message<never>[] = []
  #takers: ((result: Result) => void)[] = []
  #lost: Gap | undefined
  #isOver = false
  readonly #onGap: (gap: Gap) => void
  readonly #onReturn: (queue: MessageQueue) => void

  constructor(onGap: (gap: Gap) => void, onReturn: (queue: MessageQueue) => void) {
    this.#onGap = onGap
    this.#onReturn = onReturn
  }

  push(message: Message<never>): void {
    const taker = this.#takers.shift()
    if (taker) taker({ done: false, value: message })
    else if (this.#waiting.push(message) > maxWaiting) this.#drop()
  }

  #drop(): void {
    const { offset = 0, epoch = '' } = this.#waiting.shift() ?? {}
    const before = epoch ? { epoch, offset: offset - 1 } : undefined
    this.#lost = { after: this.#lost?.after ?? before, now: { epoch, offset }, cause: 'slow' }
  }

  /** What waits is still handed out. */
  end(): void {
    this.#isOver = true
    for (const taker of this.#takers.splice(0)) taker({ done: true, value: undefined })
  }

  async next(): Promise<Result> {
    if (this.#lost) this.#onGap(this.#lost)
    this.#lost = undefined
    const value = this.#waiting.shift()
    if (value) return { done: false, value }
    if (this.#isOver) return { done: true, value }
    return new Promise((resolve) => this.#takers.push(resolve))
  }

  return(): Promise<Result> {
    this.#waiting = []
    this.end()
    this.#onReturn(this)
    return this.next()
  }
}
