import type { User } from './authorizer.ts'

/** A connection that somebody else holds, as API Gateway does. */
export interface OpenConnection {
  readonly connectionId: string
  readonly user: User
  /** Milliseconds since 1970. */
  readonly connectedAt: number
  readonly sourceIp: string
}

/**
 * The connections of one API, where no process holds them. What is stored of a connection is forgotten 24 hours after it
 * was made at the latest, but nobody may count on that. All of it may reject with `Unavailable`.
 */
export interface Connections {
  /** A connection is there, and in these topics. Again is the same as once; no other connection ever has its id. */
  open(connection: OpenConnection, topics: readonly string[]): Promise<void>
  /** A connection that is open, or ending. */
  get(connectionId: string): Promise<OpenConnection | undefined>
  /** From now on the user of a connection that is open, or ending, is this one. One that is not there stays away. */
  renew(connectionId: string, user: User): Promise<void>
  /** What a connection that is open, or ending, is in, in no order. Of one that is not there: nothing. */
  topicsOf(connectionId: string): Promise<readonly string[]>
  /**
   * Begin to end a connection. `by` names the attempt: of any number that try, one gets the connection, and gets it
   * again when it tries again; the others are told `taken`, and `gone` when it is over.
   */
  end(connectionId: string, by: string): Promise<OpenConnection | 'taken' | 'gone'>
  /**
   * Take it out of all topics, and forget it, whether it was ended or not. One that is not there is no error. It may be in a topic
   * for a moment longer if it was joining just then.
   */
  forget(connectionId: string): Promise<void>
}
