import type { HubAction, HubError, HubEvent, HubEvents, HubReplies, HubRequests } from '../protocol/index.ts'
import { HubFailure, pauseOf } from './failure.ts'
import type { Socket } from './options.ts'
import type { Platform } from './platform.ts'
import { atLeast } from './sound.ts'
import type { Message } from './types.ts'

/** The data of a message is whatever the program says it is. */
export type Heard = Exclude<HubEvent, { readonly event: 'message' }> | Message<never>

// Where something is missing that is needed, taking it throws.
type Frame =
  | { readonly type: 'reply'; readonly id: string; readonly ok: true; readonly data: never }
  | { readonly type: 'reply'; readonly id: string; readonly ok: false; readonly error: HubError }
  | Heard

type Reply = Extract<Frame, { readonly type: 'reply' }>

export interface LinkEnd {
  readonly code: number
  readonly reason: string
  readonly goodbye: HubEvents['goodbye'] | undefined
}

export interface LinkListener {
  /** The server has answered to `hello`. */
  opened(hello: HubReplies['hello']): void
  heard(event: Heard): void
  /** Once, and nothing after it. */
  ended(end: LinkEnd): void
}

const answerMs = 15_000
const leastBeatMs = 5_000
const pongMs = 10_000
const retryMs = 1_000
/** What is in a publish besides its data. */
const envelopeBytes = 1_024

/** One connection, from its start to its end. */
export class Link {
  readonly #socket: Socket
  readonly #platform: Platform
  readonly #listener: LinkListener
  /** What is to be settled, by the id of a request, or itself where it waits to be asked. */
  readonly #pending = new Map<unknown, (reply?: Reply) => void>()
  #ids = 0
  /** Of a request. */
  maxBytes = 0
  #goodbye: HubEvents['goodbye'] | undefined
  #isOver = false
  /** Takes back that the connection is dead if nothing comes. */
  #hear: () => void
  #patienceMs = answerMs
  #ping: Promise<unknown> | undefined
  #stopBeat = (): void => {}
  #tokens = 1
  #perMs = 0
  #burst = 1
  #filledAt = 0

  constructor(
    socket: Socket,
    platform: Platform,
    resume: () => HubRequests['hello'],
    listener: LinkListener,
  ) {
    this.#socket = socket
    this.#platform = platform
    this.#listener = listener
    this.#hear = platform.after(answerMs, () => this.end('timeout'))
    socket.onopen = () => {
      this.send<HubReplies['hello']>(
        JSON.stringify({ action: 'hello', ...resume() }),
        (hello) => this.#opened(hello),
        ({ code }) => this.end(code),
      )
    }
    socket.onmessage = ({ data }: { readonly data: unknown }) => {
      if (!this.#isOver && typeof data === 'string') this.#take(data)
    }
    socket.onclose = ({ code, reason }: { readonly code: number; readonly reason: string }) =>
      this.end(reason, code)
    // A close follows. Without a handler some implementations throw.
    socket.onerror = () => {}
  }

  request<Action extends HubAction>(
    action: Action,
    fields: HubRequests[Action],
  ): Promise<HubReplies[Action]> {
    return new Promise((resolve, reject) => this.send(JSON.stringify({ action, ...fields }), resolve, reject))
  }

  /** A request within the server's limits, again and again if they are met all the same. */
  async ask<Action extends HubAction>(
    action: Action,
    fields: HubRequests[Action],
    waitMs = this.delay(),
  ): Promise<HubReplies[Action]> {
    if (waitMs > 0) {
      await new Promise<void>((done) => {
        const settle = (): void => {
          cancel()
          this.#pending.delete(settle)
          done()
        }
        const cancel = this.#platform.after(waitMs, settle)
        this.#pending.set(settle, settle)
      })
      return this.ask(action, fields)
    }
    return this.request(action, fields).catch((failure: HubFailure) => {
      if (failure.code !== 'rate_limited') throw failure
      return this.ask(action, fields, pauseOf(failure, retryMs))
    })
  }

  /**
   * A request as JSON, without an id. What is called with the answer runs ahead of the next frame, which a promise would not.
   */
  send<Data>(body: string, resolve: (data: Data) => void, reject: (failure: HubFailure) => void): void {
    const fail = (code: 'lost' | 'timeout'): void => reject(new HubFailure({ code, retryable: true }))
    if (this.#isOver) {
      fail('lost')
      return
    }
    const id = `${++this.#ids}`
    const cancel = this.#platform.after(answerMs, () => {
      this.#pending.delete(id)
      fail('timeout')
      void this.check(pongMs)
    })
    this.#pending.set(id, (reply) => {
      cancel()
      if (!reply) fail('lost')
      else if (reply.ok) resolve(reply.data)
      else reject(new HubFailure(reply.error))
    })
    this.#tokens -= 1
    this.#socket.send(`{"id":"${id}",${body.slice(1)}`)
  }

  /** Milliseconds until one more request is within the server's limits. */
  delay(): number {
    const now = this.#platform.now()
    const gained = Math.max(0, now - this.#filledAt) * this.#perMs
    this.#tokens = Math.min(this.#burst, this.#tokens + gained)
    this.#filledAt = now
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs)
  }

  /** Take the connection for dead if nothing at all comes within `ms`. */
  check(ms: number): Promise<unknown> {
    // Not put off by one who asks later.
    if (!this.#isOver && ms < this.#patienceMs) {
      this.#hear()
      this.#patienceMs = ms
      this.#hear = this.#platform.after(ms, () => this.end('timeout'))
    }
    // One at a time, however much goes unanswered.
    this.#ping ??= this.request('ping', {})
      .catch(() => {})
      .finally(() => {
        this.#ping = undefined
      })
    return this.#ping
  }

  end(reason: string, code = 1006): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#hear()
    this.#stopBeat()
    this.#socket.close(1000)
    this.#listener.ended({ code, reason: this.#goodbye?.reason ?? reason, goodbye: this.#goodbye })
    // Only now, so that nobody sends anything over it again.
    for (const settle of this.#pending.values()) settle()
  }

  #opened(hello: HubReplies['hello']): void {
    const { requestsPerSecond, burst, publishBytes } = hello.limits
    this.maxBytes = publishBytes + envelopeBytes
    // A little less than allowed, because frames do not arrive as evenly as they are sent.
    this.#perMs = atLeast(1, requestsPerSecond) / 1_100
    this.#burst = atLeast(1, burst * 0.8 + 0.2)
    this.#tokens = this.#burst
    this.#filledAt = this.#platform.now()
    const beat = (): void => {
      this.#stopBeat = this.#platform.after(atLeast(leastBeatMs, hello.heartbeat), () => {
        beat()
        void this.check(pongMs)
      })
    }
    beat()
    this.#listener.opened(hello)
  }

  #take(text: string): void {
    this.#hear()
    this.#patienceMs = answerMs
    try {
      const frame: Frame = JSON.parse(text)
      if (frame.type === 'reply') {
        this.#pending.get(frame.id)?.(frame)
        this.#pending.delete(frame.id)
      } else if (frame.type === 'event') {
        // Copied, so that a span that is none is found here.
        if (frame.event === 'goodbye') this.#goodbye = { ...frame, delayMs: [...frame.delayMs] }
        this.#listener.heard(frame)
      }
    } catch {
      // Who has asked for something asks again over another connection.
      this.end('protocol')
    }
  }
}
