import {
  type HubJoined,
  type HubPosition,
  type HubReplies,
  type HubResumed,
  maxHistoryLimit,
} from '../protocol/index.ts'
import { Emitter, type Post } from './emitter.ts'
import { closed, type HubFailure, pauseOf } from './failure.ts'
import { InOrder } from './in-order.ts'
import type { Heard, Link } from './link.ts'
import { MessageQueue } from './message-queue.ts'
import type { Outbox } from './outbox.ts'
import type { Platform } from './platform.ts'
import { Presence } from './presence.ts'
import { isSound } from './sound.ts'
import type {
  Channel,
  ChannelEvents,
  ChannelState,
  Gap,
  HistoryOptions,
  HistoryPage,
  Message,
  Publishing,
} from './types.ts'

/** What a channel needs of the client. */
export interface ChannelHost {
  readonly platform: Platform
  readonly outbox: Outbox
  readonly post: Post
  /** The connection that counts, if there is one. */
  link(): Link | undefined
  isClosed(): boolean
}

const retryMs = 1_000
const firstRetries = 3
const endless = 1e9

/** Its data is `never`, which fits whatever type the program gives it. */
export class HubChannel implements Channel<never> {
  readonly name: string
  readonly presence: Presence
  readonly on: Channel<never>['on']
  state: ChannelState = 'idle'
  readonly #host: ChannelHost
  readonly #emitter: Emitter<ChannelEvents<never>>
  readonly #events: InOrder
  readonly #queues = new Set<MessageQueue>()
  /** What `join()` has promised, and how that ends. */
  #joined: Promise<void> | undefined
  readonly #gap = (gap: Gap): void => this.#emitter.emit('gap', gap)
  #settle: ((failure?: HubFailure) => void) | undefined
  /** How often it is still tried: without end once it has been in, so that to be out is to miss something. */
  #retries = firstRetries
  /** Another one whenever what is being asked counts no more. */
  #run = {}
  #cancel: (() => void) | undefined

  constructor(name: string, host: ChannelHost) {
    const { outbox, platform, post } = host
    this.name = name
    this.#host = host
    this.#emitter = new Emitter(post)
    this.on = this.#emitter.on
    this.presence = new Presence(post, platform, () => outbox.ask('presence', { channel: name }))
    this.#events = new InOrder({
      message: (message) => this.#deliver(message),
      gap: this.#gap,
      caughtUp: (position) => this.#emitter.emit('caughtUp', position),
      fetch: (after) => this.history({ after, limit: maxHistoryLimit }),
      after: platform.after,
    })
  }

  get position(): HubPosition | undefined {
    const { position } = this.#events
    return position && isSound(position) ? position : undefined
  }

  /** Whether it is joined with each connection. */
  get isWanted(): boolean {
    return this.state === 'joining' || this.state === 'joined'
  }

  join(since?: HubPosition): Promise<void> {
    if (this.#host.isClosed()) return Promise.reject(closed())
    if (this.state === 'joined') return Promise.resolve()
    if (since) this.#events.position = since
    this.#joined ??= new Promise((resolve, reject) => {
      this.#settle = (failure) => {
        this.#joined = undefined
        if (!failure) resolve()
        else reject(failure)
      }
    })
    const link = this.state === 'joining' ? undefined : this.#host.link()
    this.#change('joining')
    if (link) void this.enter(link)
    return this.#joined
  }

  async leave(): Promise<void> {
    const link = this.isWanted ? this.#host.link() : undefined
    this.lost()
    this.#retries = firstRetries
    this.#events.position = undefined
    this.presence.start()
    this.#change('idle')
    this.end()
    // Another connection does not join it, so that a failure means nothing.
    await link?.request('leave', { channel: this.name }).catch(() => {})
  }

  publish(data: never, { key = this.#host.platform.key() }: Publishing = {}): Promise<HubReplies['publish']> {
    return this.#host.outbox.ask('publish', { channel: this.name, data, key }, true)
  }

  history(options: HistoryOptions = {}): Promise<HistoryPage<never>> {
    return this.#host.outbox.ask<'history', HistoryPage<never>>('history', { channel: this.name, ...options })
  }

  [Symbol.asyncIterator](): MessageQueue {
    const queue = new MessageQueue(this.#gap, () => this.#queues.delete(queue))
    this.#queues.add(queue)
    return queue
  }

  /** Join with this connection. `isOverlapping`: another one is in, and hands everything out. */
  enter(link: Link, isOverlapping = false): Promise<void> {
    const run = this.#restart()
    const since = this.position
    return new Promise((done) => {
      link.send<HubJoined>(
        JSON.stringify({ action: 'join', channel: this.name, since }),
        (joined) => {
          if (run === this.#run) this.resumed(joined, isOverlapping)
          done()
        },
        (failure) => {
          if (run === this.#run) this.failed(failure)
          done()
        },
      )
    })
  }

  /** It is in again, or for the first time. */
  resumed(joined: HubResumed & Partial<HubJoined>, isOverlapping: boolean): void {
    const { epoch, offset, members, present } = joined
    if (!epoch && this.#retries > firstRetries && !isOverlapping) {
      this.#gap({ after: undefined, now: { epoch, offset }, cause: 'history' })
    }
    if (present === undefined) void this.presence.refresh()
    else this.presence.start(members, present)
    this.#events.start(joined, isOverlapping)
    this.#retries = endless
    this.#change('joined')
    this.#settle?.()
  }

  /** It could not be joined. Tried again if that may help: a few times for who is new, without end for who was in. */
  failed(failure: HubFailure): void {
    const { code, retryable } = failure
    if (code === 'lost') return
    if (code === 'rate_limited' || (retryable && this.#retries-- > 0)) {
      const { after, random } = this.#host.platform
      this.#cancel = after(pauseOf(failure, retryMs * (1 + 9 * random())), () => {
        const link = this.#host.link()
        if (link) void this.enter(link)
      })
      return
    }
    this.lost()
    this.#retries = firstRetries
    this.#change('refused', failure)
    this.#settle?.(failure)
  }

  /** The connection has ended. */
  lost(): void {
    this.#restart()
    this.#events.stop()
    this.presence.rest()
    if (this.state === 'joined') this.#change('joining')
  }

  /** Nobody is to wait any longer. */
  end(): void {
    this.#settle?.(closed())
    for (const queue of this.#queues) this.#host.post(() => queue.end())
    this.#queues.clear()
  }

  /** `isCurrent`: over the connection that counts. */
  heard(event: Heard, isCurrent: boolean): void {
    // What belongs to an earlier time in the channel.
    const isStale = this.state === 'joining' && !this.position
    if (!this.isWanted || isStale) return
    if (event.event === 'message') this.#events.take(event, isCurrent)
    else if (!('epoch' in event)) this.presence.heard(event)
    else if (isCurrent) this.#events.told(event, event.event === 'caught_up')
  }

  #restart(): object {
    this.#cancel?.()
    this.#run = {}
    return this.#run
  }

  #deliver(message: Message<never>): void {
    this.#emitter.emit('message', message)
    for (const queue of this.#queues) this.#host.post(() => queue.push(message))
  }

  #change(state: ChannelState, failure?: HubFailure): void {
    if (this.state === state) return
    this.state = state
    this.#emitter.emit('state', failure ? { state, failure } : { state })
  }
}
