import {
  type HubJoined,
  type HubPosition,
  type HubReplies,
  type HubResumed,
  maxHistoryLimit,
} from '../protocol/index.ts'
import { Emitter, type Post } from './emitter.ts'
import { closed, type FailureFields, HubFailure } from './failure.ts'
import { InOrder } from './in-order.ts'
import type { Heard, Link } from './link.ts'
import { MessageQueue } from './message-queue.ts'
import type { Outbox } from './outbox.ts'
import type { Platform } from './platform.ts'
import { Presence } from './presence.ts'
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

/** Its data is `never`, which fits whatever type the program gives it. */
export class HubChannel implements Channel<never> {
  readonly name: string
  readonly presence: Presence
  state: ChannelState = 'idle'
  readonly #host: ChannelHost
  readonly #emitter: Emitter<ChannelEvents<never>>
  readonly #events: InOrder
  readonly #queues = new Set<MessageQueue>()
  /** What `join()` has promised, and how that ends. */
  #joined: Promise<void> | undefined
  readonly #gap = (gap: Gap): void => this.#emitter.emit('gap', gap)
  #settle = (_failure?: HubFailure): void => {}
  /** It has been in since `join()`, so that to be out is to miss something. */
  #wasIn = false
  /** Another one whenever what is being asked counts no more. */
  #run = {}
  #cancel = (): void => {}

  constructor(name: string, host: ChannelHost) {
    const { outbox, platform, post } = host
    this.name = name
    this.#host = host
    this.#emitter = new Emitter(post)
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
    return this.#events.position
  }

  /** Whether it is joined with each connection. */
  get isWanted(): boolean {
    return this.state === 'joining' || this.state === 'joined'
  }

  on<Name extends keyof ChannelEvents<never>>(
    name: Name,
    listener: (value: ChannelEvents<never>[Name]) => void,
  ): () => void {
    return this.#emitter.on(name, listener)
  }

  join(since?: HubPosition): Promise<void> {
    if (this.#host.isClosed()) return Promise.reject(closed())
    if (this.state === 'joined') return Promise.resolve()
    if (since !== undefined) this.#events.position = since
    this.#joined ??= new Promise((resolve, reject) => {
      this.#settle = (failure) => {
        this.#joined = undefined
        if (failure === undefined) resolve()
        else reject(failure)
      }
    })
    const link = this.state === 'joining' ? undefined : this.#host.link()
    this.#change('joining')
    if (link !== undefined) void this.enter(link)
    return this.#joined
  }

  async leave(): Promise<void> {
    const isIn = this.isWanted
    this.lost()
    this.#wasIn = false
    this.#events.position = undefined
    this.presence.start(undefined, undefined)
    this.#change('idle')
    this.end()
    // Another connection does not join it, so that a failure means nothing.
    if (isIn)
      await this.#host
        .link()
        ?.request('leave', { channel: this.name })
        .catch(() => {})
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
    if (epoch === '' && this.#wasIn && !isOverlapping) {
      this.#gap({ after: undefined, now: { epoch, offset }, cause: 'history' })
    }
    if (present === undefined) void this.presence.refresh()
    else this.presence.start(members, present)
    this.#events.start(joined, isOverlapping)
    this.#wasIn = true
    this.#change('joined')
    this.#settle()
  }

  /** It could not be joined. Who asks for it is told; a channel that it was in is tried again, if that may help. */
  failed(fields: FailureFields): void {
    const { code, retryable = false, retryAfterMs } = fields
    if (code === 'lost') return
    if (code === 'rate_limited' || code === 'timeout' || (retryable && this.#wasIn)) {
      const { after, random } = this.#host.platform
      this.#cancel = after(retryAfterMs ?? retryMs * (1 + 9 * random()), () => {
        const link = this.#host.link()
        if (link !== undefined) void this.enter(link)
      })
      return
    }
    const failure = new HubFailure(fields)
    this.lost()
    this.#wasIn = false
    this.state = 'refused'
    this.#emitter.emit('state', { state: 'refused', failure })
    this.#settle(failure)
  }

  /** The connection has ended. */
  lost(): void {
    this.#restart()
    this.#events.stop()
    if (this.state === 'joined') this.#change('joining')
  }

  /** Nobody is to wait any longer. */
  end(): void {
    this.#settle(closed())
    for (const queue of this.#queues) this.#host.post(() => queue.end())
    this.#queues.clear()
  }

  /** `isCurrent`: over the connection that counts. */
  heard(event: Heard, isCurrent: boolean): void {
    // What belongs to an earlier time in the channel.
    const isStale = this.state === 'joining' && this.position === undefined
    if (!this.isWanted || isStale) return
    if (event.event === 'message') this.#events.take(event, isCurrent)
    else if (!('offset' in event)) this.presence.heard(event)
    else if (isCurrent) this.#events.told(event, event.event === 'caught_up')
  }

  #restart(): object {
    this.#cancel()
    this.#cancel = () => {}
    this.#run = {}
    return this.#run
  }

  #deliver(message: Message<never>): void {
    this.#emitter.emit('message', message)
    for (const queue of this.#queues) this.#host.post(() => queue.push(message))
  }

  #change(state: ChannelState): void {
    if (this.state === state) return
    this.state = state
    this.#emitter.emit('state', { state })
  }
}
