import { after, type Later } from './later.ts'
import type { User } from './ports/authorizer.ts'
import type { Events, NewEvent } from './ports/events.ts'
import type { Frame, Sockets } from './ports/sockets.ts'
import type { Joined, Topics } from './ports/topics.ts'
import type { Users } from './ports/users.ts'
import type { Topic } from './topic.ts'

export interface PublishOptions {
  /** The connectionId that gets no copy. */
  readonly except?: string
  /** A reply to the publisher, sent once the publish is accepted and ahead of the publisher's own copy. */
  readonly ack?: string
}

/** The verbs of an API that need no connection of one's own: what the handler of an event works with. */
export interface EventContext {
  /** Send a frame to all who are in the topic now. */
  publish(topic: Topic, frame: string): Later<void>
  /** Send a frame to one connection of this API. */
  send(connectionId: string, frame: Frame): Later<'sent' | 'gone' | 'full'>
  members(topic: Topic): Later<readonly string[]>
  /** Close a connection of this API. One that is gone is no error. */
  close(connectionId: string, code: number, reason: string): Later<void>
  /** Tell a bus what has happened. Throws when the bus cannot take it. */
  emit(event: NewEvent): Later<void>
}

/**
 * What a handler works with: one connection, and the verbs. A verb answers at once where its store can, so a
 * handler need not be `async`; one that waits on a verb must return the promise.
 */
export interface Context extends EventContext {
  readonly connectionId: string
  readonly user: User
  /** What was noted when the connection was admitted, by a node that is dead now. Elsewhere it is not there. */
  readonly memo?: string
  /** The name that came with the user, or the one the user chose; `undefined` before that. */
  name(): Later<string | undefined>
  /** Choose a name. It belongs to the user and is there on the next connection. */
  rename(name: string): Later<void>
  /** Send a frame to this connection. */
  reply(frame: Frame): Later<void>
  /** Send a frame to all who are in the topic now. */
  publish(topic: Topic, frame: string, options?: PublishOptions): Later<void>
  /** Receive what is published to the topic from now on. */
  join(topic: Topic): Later<Joined>
  /** `false` if this connection was not in the topic. */
  leave(topic: Topic): Later<boolean>
  isIn(topic: Topic): Later<boolean>
  /** Told what the handler of a message is waiting for. */
  waitsFor?(running: Promise<void>): void
}

/** What sets a context apart from the one that a connection has as long as it lives. */
export interface Occasion {
  readonly slot?: ReplySlot
  readonly memo?: string | undefined
}

/** Where the replies to one message go, when messages are handled side by side. */
export interface ReplySlot {
  reply(frame: Frame): void
  /**
   * Publish to `topic`: at once, or when what is still under way of the messages before has ended, if any of it goes to
   * another topic. Else the copies of this one could come before its ack, which waits for theirs.
   */
  inTurn(topic: Topic, publish: () => Later<void>): Later<void>
}

/** The ports behind the verbs, for one API on one stage. */
export interface Home {
  readonly topics: Omit<Topics, 'drop'>
  readonly sockets: Sockets
  readonly users: Users
  readonly events: Pick<Events, 'emit'>
}

/** The verbs that every connection of an API shares. */
export function eventContext({ topics, sockets, events }: Home): EventContext {
  return {
    publish: (topic, frame) => topics.publish(topic, frame),
    send: (connectionId, frame) => sockets.send(connectionId, frame),
    members: (topic) => topics.members(topic),
    close: (connectionId, code, reason) => after(sockets.close(connectionId, code, reason), ignore),
    emit: (event) => after(events.emit(event), accepted),
  }
}

/** The context of one connection, kept as long as the connection and small: there may be very many. */
export class ConnectionContext implements Context {
  readonly connectionId: string
  readonly user: User
  declare readonly memo?: string
  readonly #home: Home
  readonly #shared: EventContext
  readonly #slot: ReplySlot | undefined
  /** The last publish of this context that was not accepted at once. */
  #published: Promise<void> | undefined
  #isHandedOn = false

  constructor(home: Home, shared: EventContext, connectionId: string, user: User, occasion: Occasion = {}) {
    this.#home = home
    this.#shared = shared
    this.connectionId = connectionId
    this.user = user
    this.#slot = occasion.slot
    if (occasion.memo !== undefined) this.memo = occasion.memo
  }

  /** The same connection, in the handling of one message whose replies go to `slot`. */
  inSlot(slot: ReplySlot): ConnectionContext {
    return new ConnectionContext(this.#home, this.#shared, this.connectionId, this.user, { slot })
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
    const published = this.#slot === undefined ? publish() : this.#slot.inTurn(topic, publish)
    if (!(published instanceof Promise)) return ack === undefined ? undefined : this.reply(ack)
    const accepted = ack === undefined ? published : published.then(() => this.reply(ack))
    // A handler that does not return it loses only what it would have said.
    accepted.catch(ignore)
    this.#published = accepted
    return accepted
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

function accepted(outcome: { readonly id: string } | 'full'): void {
  if (outcome === 'full') throw new Error('the bus is full')
}

/** A connection that is gone is an expected outcome: its own disconnect takes care of it. */
function ignore(): void {}
