import type { Socket } from 'node:net'
import type { Api, Farewell, FarewellCause, FrameRules, Gathering, Later, User } from '../core/index.ts'
import type { Connection } from './connection.ts'
import type { FlushingWebSocket } from './flushing-web-socket.ts'
import type { FrameInspector } from './frame-inspector.ts'
import type { Limits, Profile } from './profile.ts'

/** What a connection needs of its mount. One object serves all of them. */
export interface ConnectionHost {
  readonly limits: Limits
  readonly profile: Profile
  readonly binary: FrameRules['binary']
  readonly handling: Api['handling']
  now(): number
  /** See to it that `flush` is called at the end of this turn. */
  gather(connection: Gathering): void
  message(connection: Connection, text: string, isBase64Encoded: boolean): Later<void>
  /** A message that came too fast: there is room for another one in so many milliseconds. */
  tooMany(connection: Connection, text: string, retryAfterMs: number): Later<void>
  /** How the API words the end of a connection; `undefined`: as the gateway does. */
  farewell(cause: FarewellCause): Farewell | undefined
  /** When the stay of a user ends. */
  stayOf(user: User): number | undefined
  /** A user's stay is about to end, or has ended. */
  ending(connection: Connection, until: number, now: number): void
  /** Called once, after the last frame has been handled. */
  ended(connection: Connection, code: number, reason: string): Later<void>
  tooSlow(connection: Connection): void
}

/** A socket after its upgrade. */
export interface Opened {
  readonly ws: FlushingWebSocket
  /** The same one that `ws` reads from and sends its control frames to. */
  readonly socket: Socket
  readonly inspector: FrameInspector | undefined
  readonly userAgent: string | undefined
  /** The address of the client, where it is not the one at the other end of the socket. */
  readonly sourceIp: string | undefined
}
