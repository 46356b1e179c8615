import type { Later } from '../later.ts'

/** Somebody who is in a topic, on however many connections. */
export interface Person {
  readonly id: string
  readonly name: string
}

/** One connection of somebody in a topic. */
export interface Attendee {
  readonly connectionId: string
  readonly person: Person
}

/** What was noticed of a topic. */
export interface Attendance {
  /**
   * People who are there. Where there are more than 200, an engine may tell how many there were up to 20 s ago and who was said
   * to have come and gone since; where more than 1,000, about how many.
   */
  readonly count: number
  /**
   * People whose last connection there has ended by this call, or whose time was over. Each is told to one caller
   * only, 100 at most in one answer.
   */
  readonly gone: readonly Person[]
}

/**
 * Who is in the topics of one API. A person is there while one of their connections is, and a connection until its
 * deadline. Moments are milliseconds since 1970, on the clock of who calls. All of it may throw or reject with `Unavailable`.
 */
export interface Presence {
  /**
   * Record that a connection is there until `expiresAt`. Again moves the deadline, and the name. `isNew`: the person was
   * not there before with any connection.
   */
  enter(
    topic: string,
    attendee: Attendee,
    expiresAt: number,
    now: number,
  ): Later<Attendance & { readonly isNew: boolean }>
  /**
   * Let a connection's deadline be `until` at the latest: not after `now`, and it is over at once. Unknown ones are
   * ignored: a disconnect may arrive twice.
   */
  leave(topic: string, connectionId: string, until: number, now: number): Later<Attendance>
  /** Move the deadlines of these connections, and take out who is over. `missing`: those of them that are not there any more. */
  keep(
    topic: string,
    connectionIds: readonly string[],
    expiresAt: number,
    now: number,
  ): Later<Attendance & { readonly missing: readonly string[] }>
  /** People who are there, who came first comes first, `limit` at most. One past the deadline is never among them. */
  list(
    topic: string,
    limit: number,
    now: number,
  ): Later<{ readonly people: readonly Person[]; readonly count: number }>
}
