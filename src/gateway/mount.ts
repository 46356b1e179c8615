import {
  type Admission,
  type Api,
  type Authorizer,
  after,
  ConnectionContext,
  type Ending,
  everyone,
  type FanOut,
  type Farewell,
  type FarewellCause,
  type FrameRules,
  type Gathering,
  type Handshake,
  type Home,
  type Later,
  type Sockets,
  type StoredConnection,
  type Turn,
  type User,
} from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import { Connection } from './connection.ts'
import type { ConnectionHost, Opened } from './connection-host.ts'
import { countClose } from './count-closes.ts'
import { unclean } from './ends.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import { noCounts } from './mount-counts.ts'
import type { MountOptions } from './mount-options.ts'
import { type MountParts, mountParts } from './mount-parts.ts'
import { normalPath } from './paths.ts'
import type { Limits, Profile } from './profile.ts'
import { endStay } from './stay.ts'

const accepted: Admission = { accept: [] }
const tooManyRequests = { kind: 'too-many-requests' } as const

/** One API on one stage at one path: its connections, and who is in which topic. Nothing of it is shared. */
export class Mount implements ConnectionHost {
  readonly options: MountOptions
  readonly authorize: Authorizer
  readonly limits: Limits
  readonly profile: Profile
  readonly binary: FrameRules['binary']
  readonly handling: Api['handling']
  readonly sockets: Sockets
  readonly home: Home
  readonly fanOut: FanOut<Connection>
  readonly counts = noCounts()
  readonly #ports: GatewayPorts
  readonly #turn: Turn
  readonly #parts: MountParts
  /** While it is there, connections that have ended wait for it before they are taken out. */
  #held: Promise<void> | undefined

  constructor(given: MountOptions, ports: GatewayPorts, turn: Turn) {
    const options = { ...given, path: normalPath(given.path) }
    this.options = options
    this.limits = options.limits
    this.profile = options.profile
    this.binary = options.api.frames.binary
    this.handling = options.api.handling
    this.#ports = ports
    this.#turn = turn
    this.#parts = mountParts({
      options,
      ports,
      turn,
      counts: this.counts,
      endedElsewhere: (connection) => this.#endedElsewhere(connection),
    })
    this.authorize = this.#parts.authorize
    this.home = this.#parts.home
    this.fanOut = this.#parts.fanOut
    this.sockets = this.home.sockets
  }

  /** Whether somebody may connect just now. */
  allowsConnection(): boolean {
    return this.#parts.allows === undefined || this.#parts.allows('$connect')
  }

  /** Ask the API whether a client gets its connection. */
  admit(handshake: Handshake, user: User): Later<Admission> {
    const { admit } = this.options.api
    return admit === undefined ? accepted : this.#parts.ends.counted(admit(handshake, user))
  }

  /** A client was admitted, and has gone before it got its connection. */
  notOpened(connectionId: string, user: User): void {
    if (this.options.api.admit === undefined) return
    const context = new ConnectionContext(this.home, this.#parts.verbs, connectionId, user)
    void this.#parts.ends.tell(context, unclean)
  }

  /** Take a connection in. Its frames are handled once `onConnect` has ended. `memo` is for when its node is dead. */
  open(connectionId: string, user: User, opened: Opened, memo?: () => string): void {
    this.counts.connects += 1
    const context = new ConnectionContext(this.home, this.#parts.verbs, connectionId, user)
    const connection = new Connection(context, opened, this)
    this.fanOut.attach(connection)
    const { path } = this.options
    const { connectedAt } = connection
    this.#parts.shared?.opened({ connectionId, path, user, connectedAt, ...(memo && { memo: memo() }) })
    if (this.#parts.crowds?.enter(user.id) === false) {
      connection.leave('crowded', closeCodes.policyViolation, 'Too many connections')
    }
    connection.inOrder(() => this.#join(connection))
  }

  /** Whether connections that are to come or have ended are still being handled. */
  isBusy(): boolean {
    return this.#parts.ends.isBusy()
  }

  has(connectionId: string): boolean {
    return this.fanOut.outlet(connectionId) !== undefined
  }

  connections(): readonly Connection[] {
    return this.fanOut.outlets()
  }

  /**
   * Let connections end without anybody hearing of it until `release` resolves. Where very many end at once, each
   * would otherwise be announced to all who are still to end.
   */
  holdEnds(release: Promise<void>): void {
    this.#held = release
  }

  now(): number {
    return this.#ports.clock.now()
  }

  gather(connection: Gathering): void {
    this.#turn.connection(connection)
  }

  message(connection: Connection, text: string, isBase64Encoded: boolean): Later<void> {
    this.counts.messages += 1
    return this.#parts.handling.message(connection, text, isBase64Encoded)
  }

  tooMany(connection: Connection, text: string, retryAfterMs: number): Later<void> {
    this.counts.messages += 1
    return this.#parts.handling.fault(connection, { ...tooManyRequests, retryAfterMs }, text)
  }

  farewell(cause: FarewellCause): Farewell | undefined {
    return this.options.api.farewell?.(cause)
  }

  stayOf(user: User): number | undefined {
    return this.options.api.stay?.until(user)
  }

  ending(connection: Connection, until: number, now: number): void {
    endStay({ connection, until, now, stay: this.options.api.stay, router: this.#parts.router })
  }

  ended(connection: Connection, code: number, reason: string): Later<void> {
    countClose(this.counts.closes, code)
    this.#ports.log.debug({ ...this.#namesOf(connection), code, reason }, 'disconnected')
    const ending = { code, reason }
    return this.#held === undefined
      ? this.#takeOut(connection, ending)
      : this.#held.then(() => this.#takeOut(connection, ending))
  }

  tooSlow(connection: Connection): void {
    this.#ports.log.warn(this.#namesOf(connection), 'cut a client that reads too slowly')
  }

  /** Hear no more of what happens elsewhere. */
  close(): void {
    this.#parts.stop()
  }

  /** In a fleet, the other nodes may be away: then the client is told to come again later. */
  #join(connection: Connection): Later<void> {
    const { context, connectionId } = connection
    const joined = this.home.topics.join(everyone, connectionId)
    if (!(joined instanceof Promise)) return this.#parts.router.connected(context)
    return joined.then(
      () => this.#parts.router.connected(context),
      () => {
        if (this.options.api.admit === undefined) this.#parts.ends.silence(connectionId)
        connection.leave('away', closeCodes.tryAgainLater, 'Try again later')
      },
    )
  }

  #namesOf({ connectionId }: Connection): object {
    return { api: this.options.api.name, connectionId }
  }

  #takeOut(connection: Connection, ending: Ending): Later<void> {
    const { connectionId, context } = connection
    const topics = this.fanOut.topicsOf(connectionId)
    this.fanOut.drop(connectionId)
    this.#parts.crowds?.leave(context.user.id)
    const dropped = this.#parts.ends.counted(this.#parts.router.dropped(context, topics))
    const told = after(dropped, () => this.#parts.ends.tell(context, ending))
    return this.#parts.shared === undefined
      ? told
      : after(told, () => this.#parts.shared?.closed(connectionId))
  }

  /** The node that had the connection is dead, and this one does what is left to do. */
  async #endedElsewhere({ connectionId, user, memo }: StoredConnection): Promise<void> {
    const context = new ConnectionContext(this.home, this.#parts.verbs, connectionId, user, { memo })
    await this.#parts.router.disconnected(context, unclean)
  }
}
