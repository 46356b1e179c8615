import type { Later } from '../later.ts'
import type { History, Position } from './history.ts'

/** What a node does for the other nodes, for one API. */
export interface BackplaneNode {
  /** Hand frames on to the members that are connected here, but for `except`. Called in the order of the topic. */
  deliver(topic: string, frames: Uint8Array, except: string | undefined): void
  /** Hand an event on to the members that are connected here. Called in the order of the offsets, and once for each. */
  record(topic: string, text: string, position: Position | undefined): void
  /** The connectionIds of the members that are connected here. */
  members(topic: string): readonly string[]
}

/**
 * What carries publishes between the nodes of a fleet, for one API on one stage. What could not be reached or did not
 * answer in time is an `Unavailable`, and nothing waits for it longer than a few seconds.
 */
export interface Backplane {
  /**
   * Hear what is published to a topic: when this resolves, all that is published from then on is delivered here once, and
   * in the order in which it was accepted, also after the backplane was away for a while.
   */
  subscribe(topic: string): Promise<void>
  /** Hear of it no more. One that is not heard is no error. */
  unsubscribe(topic: string): void
  /**
   * Hand frames to all nodes that hear the topic, this one among them. Resolves when that is accepted, and before this
   * node delivers them. The frames of one node arrive in the order of its calls, whatever became of those before.
   */
  publish(topic: string, frames: Uint8Array, except?: string): Promise<void>
  /**
   * What is appended and no duplicate is handed to all nodes that hear the topic, this one among them, in the order of the
   * offsets, once. An append resolves before this node hands it on. After the backplane was away, a node is handed what is in
   * history still; what is not shows by the offsets.
   */
  readonly history: History
  /** Resolves when all that was accepted for the topic before the call has been delivered here, if it is heard here. */
  settled(topic: string): Promise<void>
  /** The members on all nodes. A node that does not answer in time is left out. */
  members(topic: string): Promise<readonly string[]>
  /** Hear nothing any more. */
  close(): Later<void>
}
