import type { Clock } from '../core/index.ts'

const limit = 10
const windowMs = 60_000
const maxClients = 10_000

interface Window {
  readonly endsAt: number
  count: number
}

/** Counts wrong tokens, so that nobody can try many. */
export class WrongTokens {
  readonly #clock: Pick<Clock, 'now'>
  // All windows are of one length and a new one goes to the end, so the first is always the next to end.
  readonly #windows = new Map<string, Window>()

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** Milliseconds until a client may try again; 0 if it may now. */
  waitMs(client: string): number {
    const window = this.#windows.get(client)
    const leftMs = (window?.endsAt ?? 0) - this.#clock.now()
    return window !== undefined && window.count >= limit && leftMs > 0 ? leftMs : 0
  }

  add(client: string): void {
    const now = this.#clock.now()
    const known = this.#windows.get(client)
    if (known !== undefined && known.endsAt > now) {
      known.count += 1
      return
    }
    this.#windows.delete(client)
    for (const [other, { endsAt }] of this.#windows) {
      if (endsAt > now && this.#windows.size < maxClients) break
      this.#windows.delete(other)
    }
    this.#windows.set(client, { endsAt: now + windowMs, count: 1 })
  }
}
