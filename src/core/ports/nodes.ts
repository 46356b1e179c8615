import type { Later } from '../later.ts'
import type { User } from './authorizer.ts'

/** What the others must know of a connection when its node has died. */
export interface StoredConnection {
  readonly connectionId: string
  /** The path of its API. */
  readonly path: string
  readonly user: User
  /** Milliseconds since 1970. */
  readonly connectedAt: number
  /** What its API noted for its end. */
  readonly memo?: string
}

/** What a node learns when it says that it lives. */
export interface Beat {
  /**
   * `lost`: others have taken this node for dead, and have told of its connections that they are gone. From now on it is
   * one of the fleet again, with no connections stored. `new`: nothing is known of it, because it is its first beat or the
   * store has lost what it had; no connections are stored either.
   */
  readonly lease: 'held' | 'lost' | 'new'
  /** For each other node, what it said last: a text that changes with every beat. */
  readonly others: ReadonlyMap<string, string>
}

/**
 * The nodes of a fleet, and the connections that each of them holds. Who is dead is for the caller to judge: a lease has
 * no clock here, because the store may have been away itself. All of it may reject with `Unavailable`.
 */
export interface Nodes {
  /** The id of this node: 4 characters of the base64url alphabet, given to no other node of the fleet. */
  readonly id: string
  /** Say that this node lives. */
  beat(): Promise<Beat>
  /** Remember a connection of this node. The same one again takes the place of what was remembered. */
  add(connections: readonly StoredConnection[]): Promise<void>
  /** Forget connections of any node. Unknown ones are ignored. */
  remove(connectionIds: readonly string[]): Promise<void>
  /**
   * Take over what a dead node leaves, if its last beat is still `seen`. Of any number that try, one is answered `true`.
   * Who has claimed it and dies before `bury` leaves it to be claimed again: its beat is then another one.
   */
  claim(node: string, seen: string): Promise<boolean>
  /**
   * Connections that a node left, 100 at most, for who has claimed it; none for anybody else. Those that were removed are
   * not among them, nor those that the node has stored since because it lives after all. Asking renews the claim.
   */
  left(node: string): Promise<readonly StoredConnection[]>
  /** Forget what a node left, for who has claimed it. Its own node, when it leaves. */
  bury(node: string): Later<void>
}
