/**
 * Why the gateway ends a connection. `drained`: the server stops. `aged`: it is as old as one may become. `idle`: nothing was
 * said for too long. `slow`: the client reads too slowly. `flooding`: it is far over its rate for long. `bad-frame`: what it
 * sent is too large, binary or not UTF-8. `lost`: the fleet had told that it is gone. `away`: what the server shares with others
 * is away. `expired`: the user's stay has ended. `crowded`: the user has too many connections. `ended`: somebody who may has ended it.
 */
export type FarewellCause =
  | 'drained'
  | 'aged'
  | 'idle'
  | 'slow'
  | 'flooding'
  | 'bad-frame'
  | 'lost'
  | 'away'
  | 'expired'
  | 'crowded'
  | 'ended'

/** A close code and reason, and a frame ahead of it. */
export interface Farewell {
  readonly code: number
  readonly reason: string
  readonly frame?: string
}
