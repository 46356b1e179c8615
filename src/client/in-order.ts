import type { HubPosition, HubResumed } from '../protocol/index.ts'
import type { HubFailure } from './failure.ts'
import type { Gap, HistoryPage, Message } from './types.ts'

export interface Outlet {
  message(message: Message<never>): void
  gap(gap: Gap): void
  /** Everything that was missed has been handed out. */
  caughtUp(position: HubPosition): void
  /** What comes after an offset. Rejects with a `HubFailure`. */
  fetch(after: number): Promise<HistoryPage<never>>
  after(ms: number, task: () => void): () => void
}

const gapMs = 300
const retryMs = 1_000
const maxAhead = 1_000

/** The events of a channel in the order of their offsets, each once, whatever order and however often they come. */
export class InOrder {
  position: HubPosition | undefined
  readonly #outlet: Outlet
  /** What came before something that is missing. */
  #ahead = new Map<number, Message<never>>()
  /** There are events up to this offset. */
  #target = 0
  #isCatchingUp = false
  #tellsCaughtUp = false
  #cancel: (() => void) | undefined
  /** Another one after each start, so that late answers are known. */
  #run = {}

  constructor(outlet: Outlet) {
    this.#outlet = outlet
  }

  /** Go on from what the server says. `isOverlapping`: another connection handed events out all the time. */
  start({ recovered, count, epoch, offset }: HubResumed, isOverlapping: boolean): void {
    this.stop()
    const isPast = isOverlapping && epoch === this.position?.epoch && offset <= this.position.offset
    if (!epoch) this.position = undefined
    else if (!recovered && !isPast) this.#jump({ epoch, offset })
    this.#isCatchingUp = recovered && count > 0
    this.#drain()
  }

  /** Ask for nothing more. */
  stop(): void {
    this.#rest()
    this.#target = 0
    this.#isCatchingUp = false
    this.#tellsCaughtUp = false
  }

  /** `isCurrent`: it comes from the connection whose epoch counts. */
  take(message: Message<never>, isCurrent: boolean): void {
    const { offset, epoch } = message
    if (offset === undefined || !epoch) {
      this.#outlet.message(message)
      return
    }
    if (!this.#isIn(epoch) && !isCurrent) return
    if (!this.#isIn(epoch)) this.#jump({ epoch, offset: offset - 1 })
    if (offset > (this.position?.offset ?? 0) && this.#ahead.size < maxAhead) this.#ahead.set(offset, message)
    this.#target = Math.max(this.#target, offset)
    this.#drain()
  }

  /** The server says where the channel is. */
  told({ epoch, offset }: HubPosition, isCaughtUp: boolean): void {
    this.#isCatchingUp = false
    this.#tellsCaughtUp ||= isCaughtUp
    if (!this.#isIn(epoch)) this.#jump({ epoch, offset })
    this.#target = Math.max(this.#target, offset)
    this.#drain()
  }

  #rest(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#run = {}
  }

  #isIn(epoch: string): boolean {
    return this.position?.epoch === epoch
  }

  #jump(now: HubPosition): void {
    const after = this.position
    this.position = now
    const isOther = after?.epoch !== now.epoch
    if (isOther) {
      this.#rest()
      this.#ahead.clear()
      this.#target = 0
    }
    if (after && (isOther || after.offset !== now.offset)) {
      this.#outlet.gap({ after, now, cause: 'history' })
    }
  }

  #drain(ms = gapMs): void {
    let { position } = this
    if (!position) return
    for (const offset of this.#ahead.keys()) if (offset <= position.offset) this.#ahead.delete(offset)
    for (;;) {
      const message = this.#ahead.get(position.offset + 1)
      if (!message) break
      position = { epoch: position.epoch, offset: position.offset + 1 }
      this.position = position
      this.#ahead.delete(position.offset)
      this.#outlet.message(message)
    }
    if (this.#target > position.offset) {
      if (!this.#isCatchingUp) this.#fillIn(ms)
      return
    }
    this.#rest()
    if (this.#tellsCaughtUp) this.#outlet.caughtUp(position)
    this.#tellsCaughtUp = false
  }

  #fillIn(ms: number): void {
    this.#cancel ??= this.#outlet.after(ms, () => {
      const { position } = this
      const run = this.#run
      if (!position) return
      this.#outlet
        .fetch(position.offset)
        .then((page) => {
          if (run === this.#run) this.#fill(page)
        })
        .catch((failure: HubFailure) => {
          if (run === this.#run) this.#failed(failure)
        })
    })
  }

  #again(ms: number): void {
    this.#cancel = undefined
    this.#drain(ms)
  }

  #fill({ events, epoch, more }: HistoryPage<never>): void {
    const first = events[0]?.offset
    if (!this.#isIn(epoch)) this.#jump({ epoch, offset: (first ?? 1) - 1 })
    else this.#giveUpTo((first ?? this.#nextAhead()) - 1)
    for (const event of events) this.take(event, true)
    this.#again(more ? 0 : gapMs)
  }

  #failed({ retryable }: HubFailure): void {
    if (!retryable) this.#giveUpTo(this.#nextAhead() - 1)
    this.#again(retryMs)
  }

  #nextAhead(): number {
    return Math.min(this.#target + 1, ...this.#ahead.keys())
  }

  #giveUpTo(offset: number): void {
    const { position } = this
    if (position && offset > position.offset) this.#jump({ epoch: position.epoch, offset })
  }
}
