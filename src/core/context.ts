import { after, type Later } from './later.ts'
import type { User } from './ports/authorizer.ts'
import type { Events, NewEvent } from './ports/events.ts'
import type { Appended, AppendOptions, HistoryPage, HistoryRange, Retention } from './ports/history.ts'
import type { Following, RecordedTopics } from './ports/recorded.ts'
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

export interface RecordOptions extends AppendOptions {
  /** A reply to the publisher, sent once the event is kept and ahead of the publisher's own copy. */
  readonly ack?: (appended: Appended) => string | undefined
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
  /** Publish an event, the text of a JSON object, that is kept: members get it with its position in it. */
  record(topic: Topic, text: string, options: RecordOptions): Later<void>
  /** What was published to a topic whose events are kept. */
  read(topic: Topic, range: HistoryRange, retention: Retention): Later<HistoryPage>
  /** Have the API look after a topic in a while (`Api.upkeep`), even if nobody is in it here. */
  tend(topic: Topic, delayMs: number): Later<void>
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
  /** Join a topic whose events are kept, and get what was missed of them. */
  follow(topic: Topic, following: Following): Later<Joined>
  /** What this connection is in. */
  topics(): Later<readonly Topic[]>
  /** Who a token stands for, by the authorizer of this API; `undefined` for one that does not hold. */
  verify(token: string): Later<User | undefined>
  /** From now on the connection's user is this one, who has the same id. */
  renew(user: User): Later<void>
  /** Told what the handler of a message is waiting for. */
  waitsFor?(running: Promise<void>): void
}

/** Where the replies to one message go, when messages are handled side by side. */
export interface ReplySlot {
  reply(frame: Frame): void
  /** Resolves when nothing is ahead of it. */
  isFirst(): Later<void>
  /**
   * Publish to `topic`: at once, or when what is still under way of the messages before has ended, if any of it goes to
   * another topic. Else the copies of this one could come before its ack, which waits for theirs.
   */
  inTurn<T>(topic: Topic, publish: () => Later<T>): Later<T>
}

/** The ports behind the verbs, for one API on one stage. */
export interface Home {
  readonly topics: Topics
  readonly sockets: Sockets
  readonly users: Users
  readonly events: Pick<Events, 'emit'>
  readonly recorded: RecordedTopics
  readonly tend: EventContext['tend']
  /** Who a token stands for that the client of a connection has sent. */
  readonly verify: (connectionId: string, token: string) => Later<User | undefined>
  readonly renew: (connectionId: string, user: User) => Later<void>
  /** Resolves when the client of a connection has read so much that more can be sent. */
  readonly hasRoom: (connectionId: string) => Later<void>
}

/** The verbs that every connection of an API shares. */
export function eventContext({ topics, sockets, events, recorded, tend }: Home): EventContext {
  return {
    record: (topic, text, options) => after(recorded.publish(topic, text, options), done),
    read: (topic, range, retention) => recorded.read(topic, range, retention),
    tend,
    publish: (topic, frame) => topics.publish(topic, frame),
    send: (connectionId, frame) => sockets.send(connectionId, frame),
    members: (topic) => topics.members(topic),
    close: (connectionId, code, reason) => after(sockets.close(connectionId, code, reason), done),
    emit: (event) => after(events.emit(event), accepted),
  }
}

function accepted(outcome: { readonly id: string } | 'full'): void {
  if (outcome === 'full') throw new Error('the bus is full')
}

/** A connection that is gone is an expected outcome: its own disconnect takes care of it. */
function done(): void {}
