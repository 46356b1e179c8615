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
      if (other.topic !== undefined && (other.topic !== topic || other.first !== undefined)) return true
    }
    return false
  }

  advance(): void {
    while (this.#slots[0]?.isEnded) {
      this.#slots.shift()
      const [next] = this.#slots
      if (next === undefined) break
      for (const frame of next.kept) this.#send(frame)
      next.kept = []
      next.first?.()
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
  first: (() => void) | undefined

  constructor(order: ReplyOrder) {
    this.#order = order
  }

  reply(frame: Frame): void {
    this.#order.reply(this, frame)
  }

  inTurn(topic: Topic, publish: () => Later<void>): Later<void> {
    this.topic = topic
    if (!this.#order.isBehindOther(this, topic)) return publish()
    return new Promise((resolve) => {
      this.first = () => {
        this.first = undefined
        resolve(publish())
      }
    })
  }

  /** There are no more. */
  end(): void {
    this.isEnded = true
    this.#order.advance()
  }
}
