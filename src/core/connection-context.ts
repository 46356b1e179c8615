import type { Context, EventContext, Home, PublishOptions, RecordOptions, ReplySlot } from './context.ts'
import { after, type Later } from './later.ts'
import type { User } from './ports/authorizer.ts'
import type { NewEvent } from './ports/events.ts'
import type { Appended, HistoryPage, HistoryRange, Retention } from './ports/history.ts'
import type { Following } from './ports/recorded.ts'
import type { Frame } from './ports/sockets.ts'
import type { Joined } from './ports/topics.ts'
import type { Topic } from './topic.ts'

/** What sets a context apart from the one that a connection has as long as it lives. */
export interface Occasion {
  readonly slot?: ReplySlot
  readonly memo?: string | undefined
  readonly identity?: { user: User }
}

/** The context of one connection, kept as long as the connection and small: there may be very many. */
export class ConnectionContext implements Context {
  readonly connectionId: string
  declare readonly memo?: string
  readonly #home: Home
  readonly #shared: EventContext
  readonly #slot: ReplySlot | undefined
  /** One object for the connection and the handling of each of its messages, so that a new user is new for all. */
  readonly #identity: { user: User }
  /** The last publish of this context that was not accepted at once. */
  #published: Promise<void> | undefined
  #isHandedOn = false

  constructor(home: Home, shared: EventContext, connectionId: string, user: User, occasion: Occasion = {}) {
    this.#home = home
    this.#shared = shared
    this.connectionId = connectionId
    this.#identity = occasion.identity ?? { user }
    this.#slot = occasion.slot
    if (occasion.memo !== undefined) this.memo = occasion.memo
  }

  /** The same connection, in the handling of one message whose replies go to `slot`. */
  inSlot(slot: ReplySlot): ConnectionContext {
    const identity = this.#identity
    return new ConnectionContext(this.#home, this.#shared, this.connectionId, identity.user, {
      slot,
      identity,
    })
  }

  get user(): User {
    return this.#identity.user
  }

  waitsFor(running: Promise<void>): void {
    this.#isHandedOn = running === this.#published
  }

  /** All that is left to do for the message is to hear that its publish was accepted: the next one need not wait for it. */
  isHandedOn(): boolean {
    return this.#isHandedOn
  }

  name(): Later<string | undefined> {
    return this.user.name ?? this.#home.users.name(this.user.id)
  }

  rename(name: string): Later<void> {
    return this.#home.users.rename(this.user.id, name)
  }

  reply(frame: Frame): Later<void> {
    if (this.#slot !== undefined) return this.#slot.reply(frame)
    return after(this.#home.sockets.send(this.connectionId, frame), ignore)
  }

  publish(topic: Topic, frame: string, options: PublishOptions = {}): Later<void> {
    const { ack, except } = options
    const publish = (): Later<void> => this.#home.topics.publish(topic, frame, except)
    return this.#handOn(this.#inTurn(topic, publish), () => ack)
  }

  record(topic: Topic, text: string, options: RecordOptions): Later<void> {
    const { ack, ...appending } = options
    const publish = (): Later<Appended> => this.#home.recorded.publish(topic, text, appending)
    return this.#handOn(this.#inTurn(topic, publish), (appended) => ack?.(appended))
  }

  /** Publish in the order of this client's messages, as far as acks and copies have one. */
  #inTurn<T>(topic: Topic, publish: () => Later<T>): Later<T> {
    return this.#slot === undefined ? publish() : this.#slot.inTurn(topic, publish)
  }

  #handOn<T>(published: Later<T>, ackOf: (value: T) => string | undefined): Later<void> {
    if (!(published instanceof Promise)) return this.#acknowledge(ackOf(published))
    const accepted = published.then((value) => this.#acknowledge(ackOf(value)))
    // A handler that does not return it loses only what it would have said.
    accepted.catch(ignore)
    this.#published = accepted
    return accepted
  }

  #acknowledge(ack: string | undefined): Later<void> {
    return ack === undefined ? undefined : this.reply(ack)
  }

  read(topic: Topic, range: HistoryRange, retention: Retention): Later<HistoryPage> {
    return this.#shared.read(topic, range, retention)
  }

  tend(topic: Topic, delayMs: number): Later<void> {
    return this.#shared.tend(topic, delayMs)
  }

  follow(topic: Topic, following: Following): Later<Joined> {
    return this.#home.recorded.follow(topic, this.connectionId, following, {
      reply: (frame) => this.reply(frame),
      hasRoom: () => this.#home.hasRoom(this.connectionId),
      isFirst: () => this.#slot?.isFirst(),
    })
  }

  topics(): Later<readonly Topic[]> {
    return this.#home.topics.topicsOf(this.connectionId)
  }

  verify(token: string): Later<User | undefined> {
    return this.#home.verify(this.connectionId, token)
  }

  renew(user: User): Later<void> {
    this.#identity.user = user
    return this.#home.renew(this.connectionId, user)
  }

  join(topic: Topic): Later<Joined> {
    return this.#home.topics.join(topic, this.connectionId)
  }

  leave(topic: Topic): Later<boolean> {
    return this.#home.topics.leave(topic, this.connectionId)
  }

  isIn(topic: Topic): Later<boolean> {
    return this.#home.topics.has(topic, this.connectionId)
  }

  send(connectionId: string, frame: Frame): Later<'sent' | 'gone' | 'full'> {
    return this.#shared.send(connectionId, frame)
  }

  members(topic: Topic): Later<readonly string[]> {
    return this.#shared.members(topic)
  }

  close(connectionId: string, code: number, reason: string): Later<void> {
    return this.#shared.close(connectionId, code, reason)
  }

  emit(event: NewEvent): Later<void> {
    return this.#shared.emit(event)
  }
}

/** A connection that is gone is an expected outcome: its own disconnect takes care of it. */
function ignore(): void {}
