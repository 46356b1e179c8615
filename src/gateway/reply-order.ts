import type { Frame, ReplySlot } from '../core/index.ts'

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
    const slot: Slot = new Slot(
      (frame) => this.#reply(slot, frame),
      () => this.#advance(),
    )
    this.#slots.push(slot)
    return slot
  }

  /** Resolves when every message that was begun has ended. */
  empty(): Promise<void> | undefined {
    if (this.#slots.length === 0) return undefined
    return new Promise((resolve) => this.#whenEmpty.push(resolve))
  }

  #reply(slot: Slot, frame: Frame): void {
    if (this.#slots[0] === slot) this.#send(frame)
    else slot.kept.push(frame)
  }

  #advance(): void {
    while (this.#slots[0]?.isEnded) {
      this.#slots.shift()
      const [next] = this.#slots
      if (next === undefined) break
      for (const frame of next.kept) this.#send(frame)
      next.kept = []
    }
    if (this.#slots.length > 0) return
    const waiting = this.#whenEmpty
    this.#whenEmpty = []
    for (const resolve of waiting) resolve()
  }
}

/** The replies to one message. */
class Slot implements ReplySlot {
  readonly reply: (frame: Frame) => void
  readonly #ended: () => void
  kept: Frame[] = []
  isEnded = false

  constructor(reply: (frame: Frame) => void, ended: () => void) {
    this.reply = reply
    this.#ended = ended
  }

  /** There are no more. */
  end(): void {
    this.isEnded = true
    this.#ended()
  }
}
