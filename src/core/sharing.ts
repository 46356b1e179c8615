import type { Hold } from './hold.ts'
import type { Position } from './ports/history.ts'
import type { StoredConnection } from './ports/nodes.ts'
import type { RecordedTopics } from './ports/recorded.ts'
import type { Sockets } from './ports/sockets.ts'
import type { Joined, Topics } from './ports/topics.ts'

/** The connections of one API on this node, as the fleet sees them. */
export interface LocalApi {
  readonly path: string
  /** Only what is connected here. */
  readonly topics: LocalTopics
  readonly sockets: Sockets
  /** Whether connections have to be stored, because something is done when they end. */
  readonly storesConnections: boolean
  /** Do what is done at the end of a connection whose node has died. Rejects if that could not be done. */
  endedElsewhere(connection: StoredConnection): Promise<void>
  /** The fleet had given this node up, and told that its connections are gone. They are not. */
  givenUp(): void
}

/** Topics of this node alone, whose publishes are frames that are ready to be written. */
export interface LocalTopics extends Topics {
  join(topic: string, connectionId: string): Joined
  leave(topic: string, connectionId: string): boolean
  has(topic: string, connectionId: string): boolean
  members(topic: string): readonly string[]
  topicsOf(connectionId: string): readonly string[]
  drop(connectionId: string): void
  deliver(topic: string, frames: Uint8Array, except?: string): void
  /** Hand an event to all who are in the topic here, with its position in it. Without one, as it is. */
  record(topic: string, text: string, position: Position | undefined): void
  /**
   * Have what comes for a connection kept until it is let into the topic, where it counts as one who is there for
   * `onEmpty`. `already`: it is there.
   */
  hold(topic: string, connectionId: string): Hold | Exclude<Joined, 'joined'>
  encode(frame: string): Uint8Array
  /** Called when a topic has lost its last member here. */
  onEmpty: (topic: string) => void
}

/** The same API on all nodes. */
export interface SharedApi {
  readonly topics: Topics
  readonly recorded: RecordedTopics
  readonly sockets: Sockets
  /** A connection is there, or has ended. */
  opened(connection: StoredConnection): void
  closed(connectionId: string): void
}

/** What makes the APIs of this process those of a fleet. */
export interface Sharing {
  share(api: LocalApi): SharedApi
  /** A fresh connectionId, which names this node. */
  connectionId(): string
  /** Resolves when this node has next been heard by the fleet; what it was given up for before that has been said. */
  nextBeat(): Promise<void>
  /** `undefined` while connections can be taken, else why not, for a person. */
  problem(): string | undefined
}
