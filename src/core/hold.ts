import type { Outlet } from './outlet.ts'
import type { Position } from './ports/history.ts'

interface Held {
  readonly frames: Uint8Array
  /** Not there for what is not kept in history. */
  readonly position: Position | undefined
}

const mostHeldBytes = 512 * 1024

/** What comes for a connection that is about to be in a topic, while it is sent what it has missed. */
export class Hold {
  readonly outlet: Outlet
  readonly #end: (outlet: Outlet | undefined) => void
  #held: Held[] = []
  #bytes = 0
  #hasOverflowed = false
  #isOver = false

  /** `end` is called once, with the outlet if it is to be in the topic from now on. */
  constructor(outlet: Outlet, end: (outlet: Outlet | undefined) => void) {
    this.outlet = outlet
    this.#end = end
  }

  take(frames: Uint8Array, position: Position | undefined): void {
    this.#bytes += frames.length
    if (this.#bytes > mostHeldBytes) {
      this.#hasOverflowed = true
      this.#held = []
    }
    if (!this.#hasOverflowed) this.#held.push({ frames, position })
  }

  /** More has come than is held: what comes from now on is held again, and what came before has to be read. */
  hasOverflowed(): boolean {
    const hasOverflowed = this.#hasOverflowed
    this.#hasOverflowed = false
    if (hasOverflowed) this.#bytes = 0
    return hasOverflowed
  }

  /** Hand over what has come after `position`, and be in the topic. */
  release(position: Position): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const { frames, position: at } of this.#held) {
      const isSeen = at !== undefined && at.epoch === position.epoch && at.offset <= position.offset
      if (!isSeen) this.outlet.push(frames)
    }
    this.#end(this.outlet)
  }

  /** Not let it in after all. After `release` it does nothing. */
  cancel(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#end(undefined)
  }
}
