import type { Frame, Later, ReplySlot, Topic } from '../core/index.ts'

/**
 * Replies to the messages of one client, in the order of its messages, where handling one need not have ended when the
 * next begins.
 */
export class ReplyOrder {
  readonly #send: (frame: Frame) => void
  readonly #slots: Slot[] = []
  #whenEmpty: (() => void)[] = []

  constructor(send: (frame: Frame) => void) {
    this.#send = send
  }

  /** Messages whose handling has not ended, and those behind them. */
  size(): number {
    return this.#slots.length
  }

  /** The place of the next message. */
  open(): Slot {
    const slot = new Slot(this)
    this.#slots.push(slot)
    return slot
  }

  /** Resolves when every message that was begun has ended. */
  empty(): Promise<void> | undefined {
    if (this.#slots.length === 0) return undefined
    return new Promise((resolve) => this.#whenEmpty.push(resolve))
  }

  reply(slot: Slot, frame: Frame): void {
    if (this.#slots[0] === slot) this.#send(frame)
    else slot.kept.push(frame)
  }

  /** Whether a message ahead of this one publishes to another topic, or has yet to publish. */
  isBehindOther(slot: Slot, topic: Topic): boolean {
    for (const other of this.#slots) {
      if (other === slot) return false
      if (other.topic !== undefined && (other.topic !== topic || other.isWaiting())) return true
    }
    return false
  }

  isFirst(slot: Slot): boolean {
    return this.#slots[0] === slot
  }

  advance(): void {
    while (this.#slots[0]?.isEnded) {
      this.#slots.shift()
      const [next] = this.#slots
      if (next === undefined) break
      for (const frame of next.kept) this.#send(frame)
      next.kept = []
      next.becomeFirst()
    }
    if (this.#slots.length > 0) return
    const waiting = this.#whenEmpty
    this.#whenEmpty = []
    for (const resolve of waiting) resolve()
  }
}

/** The replies to one message. */
export class Slot implements ReplySlot {
  readonly #order: ReplyOrder
  kept: Frame[] = []
  isEnded = false
  /** What the message publishes to. */
  topic: Topic | undefined
  /** Called when nothing is ahead of it any more. */
  #whenFirst: (() => void)[] = []

  constructor(order: ReplyOrder) {
    this.#order = order
  }

  reply(frame: Frame): void {
    this.#order.reply(this, frame)
  }

  isFirst(): Later<void> {
    if (this.#order.isFirst(this)) return
    return new Promise((resolve) => this.#whenFirst.push(resolve))
  }

  inTurn<T>(topic: Topic, publish: () => Later<T>): Later<T> {
    this.topic = topic
    if (!this.#order.isBehindOther(this, topic)) return publish()
    return new Promise((resolve, reject) => {
      // At once, so that nothing behind it is ahead.
      this.#whenFirst.push(() => {
        try {
          resolve(publish())
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  /** Whether it is to publish, and has not yet. */
  isWaiting(): boolean {
    return this.#whenFirst.length > 0
  }

  becomeFirst(): void {
    const waiting = this.#whenFirst
    this.#whenFirst = []
    for (const resolve of waiting) resolve()
  }

  /** There are no more. */
  end(): void {
    this.isEnded = true
    this.#order.advance()
  }
}
