import type { HubPosition, HubReplies, HubUser } from '../protocol/index.ts'
import { type ChannelHost, HubChannel } from './channel.ts'
import { Emitter, poster } from './emitter.ts'
import { Entities } from './entities.ts'
import { failureOf, HubFailure } from './failure.ts'
import type { Heard, Link } from './link.ts'
import type { ClientOptions } from './options.ts'
import { Outbox } from './outbox.ts'
import { systemPlatform } from './platform.ts'
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
  readonly on: Client['on']
  readonly subscribe: Client['subscribe']
  readonly #getToken: ClientOptions['getToken']
  readonly #emitter: Emitter<ClientEvents>
  readonly #entities: Entities
  readonly #session: Session
  readonly #host: ChannelHost
  readonly #channels = new Map<string, HubChannel>()
  /** The connection that a token is being asked for. */
  #renewing: Link | undefined

  constructor(options: ClientOptions) {
    this.#getToken = options.getToken
    const failed = (failure: HubFailure): void => this.#failed(failure)
    const link = (): Link | undefined => this.#session.link
    const isClosed = (): boolean => this.state.state === 'closed'
    const platform = { ...systemPlatform, ...options.platform }
    const post = poster((error) => failed(failureOf(error, 'listener')))
    const outbox = new Outbox(platform, options.maxBuffered ?? defaultBuffered, isClosed)
    this.#host = { platform, outbox, post, link, isClosed }
    this.#emitter = new Emitter(post)
    this.on = this.#emitter.on
    this.#entities = new Entities(post, link, failed)
    this.subscribe = this.#entities.subscribe
    this.#session = new Session(options, platform, {
      changed: (state) => this.#emitter.emit('state', state),
      resume: () => ({ resume: this.#positions() }),
      opened: (link, hello, isOverlapping) => this.#opened(link, hello, isOverlapping),
      relieved: (link) => outbox.attach(link),
      lost: () => this.#lost(),
      heard: (event, isCurrent) => this.#heard(event, isCurrent),
      failed,
    })
  }

  get state(): ConnectionState {
    return this.#session.state
  }

  channel<T = unknown>(name: string): Channel<T> {
    const channel = this.#channels.get(name) ?? new HubChannel(name, this.#host)
    this.#channels.set(name, channel)
    return channel
  }

  direct(
    to: string,
    data: unknown,
    { key = this.#host.platform.key() }: Publishing = {},
  ): Promise<HubReplies['direct']> {
    return this.#host.outbox.ask('direct', { to, data, key }, true)
  }

  async rename(name: string): Promise<string> {
    const answer = await this.#host.outbox.ask('name', { name })
    if (this.user) this.user = { ...this.user, ...answer }
    return answer.name
  }

  open(): void {
    this.#session.open()
  }

  close(): void {
    this.#session.close('closed')
  }

  #positions(): Record<string, HubPosition> {
    const positions: Record<string, HubPosition> = {}
    for (const { name, position, isWanted } of this.#channels.values()) {
      if (isWanted && position) positions[name] = position
    }
    return positions
  }

  /** Be with the new connection where the program was with the one before. */
  #opened(link: Link, { user, resumed }: HubReplies['hello'], isOverlapping: boolean): Promise<unknown> {
    this.user = user
    // What is said over two connections at a time has no order.
    this.#host.outbox.attach()
    const entered: Promise<unknown>[] = [this.#entities.enter()]
    for (const channel of this.#channels.values()) {
      const answer = resumed[channel.name]
      if (!channel.isWanted) {
        if (answer) entered.push(link.request('leave', { channel: channel.name }).catch(() => {}))
      } else if (!answer) entered.push(channel.enter(link, isOverlapping))
      else if ('error' in answer) channel.failed(new HubFailure(answer.error))
      else channel.resumed(answer, isOverlapping)
    }
    return Promise.all(entered)
  }

  #lost(): void {
    const { outbox, isClosed } = this.#host
    outbox.attach()
    for (const channel of this.#channels.values()) channel.lost()
    if (!isClosed()) return
    outbox.close()
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
    const { link } = this.#session
    if (this.#renewing === link) return
    this.#renewing = link
    try {
      const token = await this.#getToken?.('expiring')
      if (token) await link?.ask('refresh', { token })
    } catch (error) {
      this.#failed(failureOf(error, 'token'))
    }
    this.#renewing = undefined
  }

  #failed(failure: HubFailure): void {
    // Whatever was lost is done again with the next connection.
    if (failure.code === 'lost') return
    if (this.#emitter.isHeard('error')) this.#emitter.emit('error', failure)
    else console.error(failure)
  }
}
