import type { Later } from '../later.ts'
import type { Appended, AppendOptions, HistoryPage, HistoryRange, Position, Retention } from './history.ts'
import type { Joined } from './topics.ts'

/** What a connection that joins a topic with history is told first. */
export interface Joining {
  readonly joined: 'joined' | 'already'
  /** Where the topic is. */
  readonly position: Position
  /** Every event after `since` is there, and is sent. Without a `since`, `false`. */
  readonly recovered: boolean
  /** How many events that are. */
  readonly count: number
}

/** How a connection joins a topic with history. */
export interface Following {
  readonly retention: Retention
  /** What the client has seen last. */
  readonly since?: Position
  /** The frame ahead of everything that is sent because of the join, if there is one. What is to be sent waits for it. */
  readonly welcome: (joining: Joining) => Later<string | undefined>
  /** The frame behind the events that were missed. What is published after this position follows. */
  readonly caughtUp: (position: Position) => string
}

/** The way of replies to one connection. */
export interface ReplyPath {
  reply(frame: string): Later<void>
  /** Resolves when the client has read so much that more can be sent. It is to be sent at once: others may wait for room too. */
  hasRoom(): Later<void>
  /** Resolves when every reply to what the client asked before has been sent. */
  isFirst(): Later<void>
}

/** Topics whose events are kept for a while, of one API. Events are texts of JSON objects, which go out with their position in them. */
export interface RecordedTopics {
  /** Keep an event, and hand it to every member. A duplicate is handed to nobody. */
  publish(topic: string, text: string, options: AppendOptions): Later<Appended>
  /**
   * Join. The connection gets the welcome, then every event after `since` in order, then `caughtUp`, then what is published after
   * that: each once. Where `since` cannot be recovered from, it gets none of the events before the position it is told.
   */
  follow(topic: string, connectionId: string, following: Following, replies: ReplyPath): Later<Joined>
  read(topic: string, range: HistoryRange, retention: Retention): Later<HistoryPage>
}
