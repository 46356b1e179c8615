import type { Later } from '../later.ts'

/**
 * Who is in which topic of one API on one stage, and how a frame gets to them all.
 *
 * For one topic every member receives the frames in the order in which they were published. Membership counts at
 * the moment of publishing: who joins after it does not get the frame, who leaves after it still does.
 */
export interface Topics {
  /** `false` if the connection is a member already. */
  join(topic: string, connectionId: string): Later<boolean>
  /** `false` if the connection was not a member. */
  leave(topic: string, connectionId: string): Later<boolean>
  has(topic: string, connectionId: string): Later<boolean>
  /** The members' connectionIds, in no order. */
  members(topic: string): Later<readonly string[]>
  /** Hand `frame` to every member but the connection `except`. A topic without members is no error. */
  publish(topic: string, frame: string, except?: string): Later<void>
  /** Take a connection that has ended out of everything. It receives nothing more. */
  drop(connectionId: string): Later<void>
}
