import type { HubPosition, HubReplies, HubRequests, HubUser } from '../protocol/index.ts'
import { HubChannel } from './channel.ts'
import { Emitter, type Post, poster } from './emitter.ts'
import { Entities } from './entities.ts'
import { failureOf, HubFailure } from './failure.ts'
import type { Heard, Link } from './link.ts'
import type { ClientOptions } from './options.ts'
import { Outbox } from './outbox.ts'
import { type Platform, systemPlatform } from './platform.ts'
import { Session } from './session.ts'
import type { Channel, Client, ClientEvents, ConnectionState, Publishing } from './types.ts'

const defaultBuffered = 256

/** A client that keeps itself connected to a hub, until `close()`. */
export function connect(options: ClientOptions): Client {
  const client = new HubClient(options)
  if (options.opens !== false) client.open()
  return client
}

class HubClient implements Client {
  user: HubUser | undefined
  readonly #getToken: ClientOptions['getToken']
  readonly #platform: Platform
  readonly #post: Post
  readonly #emitter: Emitter<ClientEvents>
  readonly #outbox: Outbox
  readonly #entities: Entities
  readonly #session: Session
  readonly #channels = new Map<string, HubChannel>()

  constructor(options: ClientOptions) {
    this.#getToken = options.getToken
    this.#platform = { ...systemPlatform, ...options.platform }
    this.#post = poster((error) => this.#failed(failureOf(error, 'listener')))
    this.#emitter = new Emitter(this.#post)
    this.#outbox = new Outbox(this.#platform, options.maxBuffered ?? defaultBuffered, () => this.#isClosed())
    const fail = (failure: HubFailure): void => this.#failed(failure)
    this.#entities = new Entities(this.#post, () => this.#session.link, fail)
    this.#session = new Session(options, this.#platform, {
      changed: (state) => this.#emitter.emit('state', state),
      resume: () => ({ resume: this.#positions() }),
      opened: (link, hello, isOverlapping) => this.#opened(link, hello, isOverlapping),
      relieved: (link) => this.#outbox.attach(link),
      lost: () => this.#lost(),
      heard: (event, isCurrent) => this.#heard(event, isCurrent),
      failed: fail,
    })
  }

  get state(): ConnectionState {
    return this.#session.state
  }

  channel<T = unknown>(name: string): Channel<T> {
    const channel = this.#channels.get(name) ?? this.#newChannel(name)
    this.#channels.set(name, channel)
    return channel
  }

  direct(
    to: string,
    data: unknown,
    { key = this.#platform.key() }: Publishing = {},
  ): Promise<HubReplies['direct']> {
    return this.#ask('direct', { to, data, key })
  }

  async rename(name: string): Promise<string> {
    const answer = await this.#ask('name', { name })
    if (this.user !== undefined) this.user = { ...this.user, name: answer.name }
    return answer.name
  }

  subscribe(entity: string, listener: (data: unknown) => void): () => void {
    return this.#entities.subscribe(entity, listener)
  }

  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener)
  }

  open(): void {
    this.#session.open()
  }

  close(): void {
    this.#session.close('closed')
  }

  #ask<Action extends 'direct' | 'name'>(
    action: Action,
    fields: HubRequests[Action],
  ): Promise<HubReplies[Action]> {
    return this.#outbox.ask(action, fields, action === 'direct')
  }

  #isClosed(): boolean {
    return this.state.state === 'closed'
  }

  #newChannel(name: string): HubChannel {
    return new HubChannel(name, {
      platform: this.#platform,
      outbox: this.#outbox,
      post: this.#post,
      link: () => this.#session.link,
      isClosed: () => this.#isClosed(),
    })
  }

  #positions(): Record<string, HubPosition> {
    const positions: Record<string, HubPosition> = {}
    for (const { name, position, isWanted } of this.#channels.values()) {
      if (isWanted && position !== undefined) positions[name] = position
    }
    return positions
  }

  /** Be with the new connection where the program was with the one before. */
  #opened(link: Link, { user, resumed }: HubReplies['hello'], isOverlapping: boolean): Promise<unknown> {
    this.user = user
    // What is said over two connections at a time has no order.
    this.#outbox.attach(undefined)
    const entered: Promise<unknown>[] = [this.#entities.enter()]
    for (const channel of this.#channels.values()) {
      const answer = resumed[channel.name]
      if (!channel.isWanted) {
        if (answer !== undefined)
          entered.push(link.request('leave', { channel: channel.name }).catch(() => {}))
      } else if (answer === undefined) entered.push(channel.enter(link, isOverlapping))
      else if ('error' in answer) channel.failed(answer.error)
      else channel.resumed(answer, isOverlapping)
    }
    return Promise.all(entered)
  }

  #lost(): void {
    this.#outbox.attach(undefined)
    for (const channel of this.#channels.values()) channel.lost()
    if (!this.#isClosed()) return
    this.#outbox.close()
    for (const channel of this.#channels.values()) channel.end()
  }

  #heard(event: Heard, isCurrent: boolean): void {
    if ('channel' in event) this.#channels.get(event.channel)?.heard(event, isCurrent)
    if (event.event === 'direct') this.#emitter.emit('direct', event)
    else if (event.event === 'push') this.#emitter.emit('push', event.data)
    else if (event.event === 'entity') this.#entities.heard(event.entity, event.data)
    else if (event.event === 'error') this.#failed(new HubFailure(event.error))
    else if (event.event === 'expiring' && isCurrent) void this.#refresh()
    else if (event.event === 'renamed' && event.user.id === this.user?.id) this.user = event.user
  }

  async #refresh(): Promise<void> {
    try {
      const { link } = this.#session
      const token = await this.#getToken?.('expiring')
      if (token !== undefined) await link?.ask('refresh', { token })
    } catch (error) {
      this.#failed(failureOf(error, 'token'))
    }
  }

  #failed(failure: HubFailure): void {
    // Whatever was lost is done again with the next connection.
    if (failure.code === 'lost') return
    if (this.#emitter.isHeard('error')) this.#emitter.emit('error', failure)
    else console.error(failure)
  }
}
