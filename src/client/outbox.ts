import { type HubAction, type HubReplies, type HubRequests, keyMs } from '../protocol/index.ts'
import { closed, HubFailure, type HubFailureCode, pauseOf } from './failure.ts'
import type { Link } from './link.ts'
import type { Platform } from './platform.ts'

interface Entry {
  readonly body: string
  /** It has a key, so that it can be sent as often as it takes. */
  readonly isKeyed: boolean
  /** When it was sent for the first time. */
  sentAt?: number
  isOut?: boolean
  /** Wait for the answer no longer. */
  stop?: () => void
  readonly resolve: (data: never) => void
  readonly reject: (failure: HubFailure) => void
}

const answerMs = 15_000
const defaultRetryMs = 1_000
// The server remembers a key for that long; it may have come later than it was sent, but not earlier.
const rememberedMs = keyMs - 15_000

/** Requests of the program, in its order, until they are answered: over as many connections as that takes. */
export class Outbox {
  readonly #entries = new Set<Entry>()
  readonly #platform: Platform
  readonly #max: number
  readonly #isClosed: () => boolean
  #link: Link | undefined
  #resume: (() => void) | undefined

  constructor(platform: Platform, max: number, isClosed: () => boolean) {
    this.#platform = platform
    this.#max = max
    this.#isClosed = isClosed
  }

  /** Rejects with `buffer_full`, `timeout` (without a key, after 15 s), `uncertain`, or what the server says. */
  ask<Action extends HubAction, Answer = HubReplies[Action]>(
    action: Action,
    fields: HubRequests[Action],
    isKeyed = false,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed()) throw closed()
      if (this.#entries.size >= this.#max) throw new HubFailure({ code: 'buffer_full', retryable: true })
      const entry: Entry = {
        body: JSON.stringify({ action, ...fields }),
        isKeyed,
        resolve,
        reject,
      }
      this.#entries.add(entry)
      if (!isKeyed) entry.stop = this.#platform.after(answerMs, () => this.#refuse(entry, 'timeout'))
      this.#flush()
    })
  }

  /** Send over this connection from now on, and what has no answer yet once more. */
  attach(link?: Link): void {
    this.#link = link
    this.#resume?.()
    this.#resume = undefined
    this.#flush()
  }

  close(): void {
    for (const entry of this.#entries) this.#refuse(entry, 'closed')
  }

  #refuse(entry: Entry, code: HubFailureCode): void {
    this.#reject(entry, new HubFailure({ code, retryable: code === 'timeout' }))
  }

  #reject(entry: Entry, failure: HubFailure): void {
    if (this.#end(entry)) entry.reject(failure)
  }

  /** `true` once. */
  #end(entry: Entry): boolean {
    entry.stop?.()
    return this.#entries.delete(entry)
  }

  #flush(): void {
    for (const entry of this.#entries) {
      if (!this.#link || this.#resume) return
      if (entry.isOut) continue
      const wait = this.#link.delay()
      if (wait > 0) this.#pause(wait)
      else this.#send(this.#link, entry)
    }
  }

  #pause(ms: number): void {
    this.#resume?.()
    this.#resume = this.#platform.after(ms, () => {
      this.#resume = undefined
      this.#flush()
    })
  }

  #send(link: Link, entry: Entry): void {
    const now = this.#platform.now()
    entry.sentAt ??= now
    // The server would take a frame that is far too large for an attack, and end the connection.
    if (bytesOf(entry.body) > link.maxBytes) this.#refuse(entry, 'too_large')
    else if (now - entry.sentAt > rememberedMs) this.#refuse(entry, 'uncertain')
    else this.#hand(link, entry)
  }

  #hand(link: Link, entry: Entry): void {
    entry.isOut = true
    link.send<never>(
      entry.body,
      (data) => {
        if (this.#end(entry)) entry.resolve(data)
      },
      (failure) => this.#failed(entry, failure),
    )
  }

  #failed(entry: Entry, failure: HubFailure): void {
    const { code } = failure
    entry.isOut = false
    // With its key it may be said again, whether it was kept or not.
    if (code === 'rate_limited' || (code === 'unavailable' && entry.isKeyed))
      this.#pause(pauseOf(failure, defaultRetryMs))
    else if (code === 'timeout' && entry.isKeyed) this.#flush()
    // After a loss it is sent with the next connection.
    else if (code !== 'lost') this.#reject(entry, failure)
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
