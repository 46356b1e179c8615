import type { Later } from '../later.ts'

/** `full`: the connection is in as many topics as it may be. `gone`: there is no such connection. */
export type Joined = 'joined' | 'already' | 'full' | 'gone'

/**
 * Who is in which topic of one API on one stage, and how a frame gets to them all.
 *
 * For one topic every member receives the frames in the order in which they were published. Membership counts at
 * the moment of publishing: who joins after it does not get the frame, who leaves after it still does.
 */
export interface Topics {
  /** Joining twice is the same as joining once. */
  join(topic: string, connectionId: string): Later<Joined>
  /** `false` if the connection was not a member. */
  leave(topic: string, connectionId: string): Later<boolean>
  has(topic: string, connectionId: string): Later<boolean>
  /** The members' connectionIds, in no order. */
  members(topic: string): Later<readonly string[]>
  /** Hand `frame` to every member but the connection `except`. A topic without members is no error. */
  publish(topic: string, frame: string, except?: string): Later<void>
  /** What a connection is in, everyone included. Of one that is not there: nothing. */
  topicsOf(connectionId: string): Later<readonly string[]>
}
