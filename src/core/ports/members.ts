import type { Joined } from './topics.ts'

/** A connection in a topic. */
export interface Member {
  readonly connectionId: string
  /** When the connection was made, in milliseconds since 1970. */
  readonly connectedAt: number
}

/** A part of a topic, from `from` up to and without `to`. Members are spread evenly over the places from 0 to 2³² (`placeOf`). */
export interface Segment {
  readonly from: number
  readonly to: number
}

/** The number of places in a topic. */
export const places = 2 ** 32

/** The place of a connection in every topic that it is in, in every engine. Connections that are alike are far apart. */
export function placeOf(connectionId: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < connectionId.length; index += 1) {
    hash = Math.imul(hash ^ connectionId.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** What there is to see of a topic at a glance. */
export interface Look {
  /** All members, or as many of them as were asked for. */
  readonly members: readonly Member[]
  /** About how many there are in all; not there if those are all. */
  readonly about?: number
}

export interface MembersPage {
  /** At least one, and 50 at most. */
  readonly members: readonly Member[]
  /** To go on after this page. */
  readonly cursor: string
}

/**
 * Who is in which topic of one API, where nobody has all of them in memory. What is read is what was written before the
 * call, whoever wrote it. All of it may reject with `Unavailable`.
 */
export interface Members {
  /** Joining twice is the same as joining once. `gone`: the connection is not open, or is ending. */
  join(topic: string, connectionId: string): Promise<Joined>
  /**
   * `false` if the connection was not a member. Then too it takes out what somebody who died in the middle has left of it, so it is
   * for connections that were met in a topic and turn out to be gone.
   */
  leave(topic: string, connectionId: string): Promise<boolean>
  has(topic: string, connectionId: string): Promise<boolean>
  /** All members if there are `limit` or fewer, in one read if the topic never was large; else `limit` of them. */
  look(topic: string, limit: number): Promise<Look>
  /** Each member in the segment that was there all the time, once, in pages. `after`: go on behind that page. */
  read(topic: string, segment: Segment, after?: string): AsyncIterable<MembersPage>
}
