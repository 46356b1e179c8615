import {
  type Admission,
  type Api,
  type Authorizer,
  after,
  ConnectionContext,
  type Ending,
  type EventContext,
  eventContext,
  everyone,
  FanOut,
  type FrameRules,
  type Gathering,
  type Handshake,
  type Home,
  type Later,
  type Router,
  router,
  type SharedApi,
  type Sockets,
  type StoredConnection,
  type Topics,
  type Turn,
  type User,
} from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import { Connection } from './connection.ts'
import type { ConnectionHost, Opened } from './connection-host.ts'
import { countClose } from './count-closes.ts'
import { framesIn } from './count-frames.ts'
import { Ends, unclean } from './ends.ts'
import { subscribeEvents } from './event-rules.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import { localSockets } from './local-sockets.ts'
import { noCounts } from './mount-counts.ts'
import type { MountOptions } from './mount-options.ts'
import { normalPath } from './paths.ts'
import type { Limits, Profile } from './profile.ts'
import { inTurn, type MessageHandling, sideBySide } from './side-by-side.ts'
import { type Throttle, throttles } from './throttles.ts'
import { type UserRates, userRatesOf } from './user-rates.ts'
import { webSocketWire } from './wire.ts'

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
  readonly #ports: GatewayPorts
  readonly #turn: Turn
  readonly counts = noCounts()
  readonly #router: Router
  readonly #allows: Throttle | undefined
  readonly #fanOut: FanOut<Connection>
  readonly #shared: SharedApi | undefined
  readonly #topics: Topics
  readonly sockets: Sockets
  readonly #home: Home
  readonly #verbs: EventContext
  readonly #unsubscribe: () => void
  readonly #ends: Ends
  readonly #userRates: UserRates | undefined
  readonly #handling: MessageHandling
  /** While it is there, connections that have ended wait for it before they are taken out. */
  #held: Promise<void> | undefined

  constructor(options: MountOptions, ports: GatewayPorts, turn: Turn) {
    const authorize = options.authorize ?? options.api.authorize
    if (authorize === undefined) throw new TypeError(`The API "${options.api.name}" has no authorizer`)
    this.options = { ...options, path: normalPath(options.path) }
    this.authorize = authorize
    this.limits = options.limits
    this.profile = options.profile
    this.binary = options.api.frames.binary
    this.#ports = ports
    this.#turn = turn
    this.handling = options.api.handling
    this.#allows = throttles(options, ports.clock)
    this.#router = router(options.api, {
      ...ports,
      ...(this.#allows && { allows: this.#allows }),
      onFault: ({ kind }) => {
        this.counts.faults[kind] += 1
      },
    })
    this.#fanOut = new FanOut(turn, webSocketWire, options.limits.topics, { counts: this.counts, framesIn })
    const local = localSockets(this.#fanOut)
    this.#shared = ports.sharing?.share({
      path: this.options.path,
      topics: this.#fanOut,
      sockets: local,
      storesConnections: options.api.onDisconnect !== undefined,
      endedElsewhere: (connection) => this.#endedElsewhere(connection),
      givenUp: () => this.#ends.givenUp(this.connections()),
    })
    this.#ends = new Ends({
      api: options.api,
      router: this.#router,
      log: ports.log,
      nextBeat: ports.sharing?.nextBeat,
    })
    this.#userRates = userRatesOf(this.options, ports)
    const { topics, sockets } = this.#shared ?? { topics: this.#fanOut, sockets: local }
    this.#topics = topics
    this.#handling =
      this.#shared === undefined ? inTurn(this.#router) : sideBySide(this.#router, this.limits.inboundFrames)
    this.sockets = sockets
    this.#home = { topics, sockets, users: ports.users, events: ports.events }
    this.#verbs = eventContext(this.#home)
    this.#unsubscribe = subscribeEvents(this.options, ports.events, this.#verbs)
  }

  /** Whether somebody may connect just now. */
  allowsConnection(): boolean {
    return this.#allows === undefined || this.#allows('$connect')
  }

  /** Ask the API whether a client gets its connection. */
  admit(handshake: Handshake, user: User): Later<Admission> {
    const { admit } = this.options.api
    return admit === undefined ? accepted : this.#ends.counted(admit(handshake, user))
  }

  /** A client was admitted, and has gone before it got its connection. */
  notOpened(connectionId: string, user: User): void {
    if (this.options.api.admit === undefined) return
    const context = new ConnectionContext(this.#home, this.#verbs, connectionId, user)
    void this.#ends.tell(context, unclean)
  }

  /** Take a connection in. Its frames are handled once `onConnect` has ended. `memo` is for when its node is dead. */
  open(connectionId: string, user: User, opened: Opened, memo?: () => string): void {
    this.counts.connects += 1
    const context = new ConnectionContext(this.#home, this.#verbs, connectionId, user)
    const connection = new Connection(context, opened, this)
    this.#fanOut.attach(connection)
    const { path } = this.options
    const { connectedAt } = connection
    this.#shared?.opened({ connectionId, path, user, connectedAt, ...(memo && { memo: memo() }) })
    connection.inOrder(() => this.#join(connection))
  }

  /** Whether connections that are to come or have ended are still being handled. */
  isBusy(): boolean {
    return this.#ends.isBusy()
  }

  has(connectionId: string): boolean {
    return this.#fanOut.outlet(connectionId) !== undefined
  }

  connections(): readonly Connection[] {
    return this.#fanOut.outlets()
  }

  /** How many topics have members here. */
  topics(): number {
    return this.#fanOut.size()
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
    const handling = this.#handling
    if (this.#userRates === undefined) return handling.message(connection, text, isBase64Encoded)
    return after(this.#userRates.take(connection.context.user.id), (mayPass) =>
      mayPass
        ? handling.message(connection, text, isBase64Encoded)
        : handling.fault(connection, tooManyRequests),
    )
  }

  tooMany(connection: Connection): Later<void> {
    this.counts.messages += 1
    return this.#handling.fault(connection, tooManyRequests)
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
    this.#unsubscribe()
  }

  /** In a fleet, the other nodes may be away: then the client is told to come again later. */
  #join(connection: Connection): Later<void> {
    const { context, connectionId } = connection
    const joined = this.#topics.join(everyone, connectionId)
    if (!(joined instanceof Promise)) return this.#router.connected(context)
    return joined.then(
      () => this.#router.connected(context),
      () => {
        if (this.options.api.admit === undefined) this.#ends.silence(connectionId)
        connection.close(closeCodes.tryAgainLater, 'Try again later')
      },
    )
  }

  #namesOf({ connectionId }: Connection): object {
    return { api: this.options.api.name, connectionId }
  }

  #takeOut(connection: Connection, ending: Ending): Later<void> {
    const { connectionId, context } = connection
    const dropped = this.#topics.drop(connectionId)
    const told = this.#ends.tell(context, ending)
    if (this.#shared === undefined) return told
    const { closed } = this.#shared
    return after(dropped, () => after(told, () => closed(connectionId)))
  }

  /** The node that had the connection is dead, and this one does what is left to do. */
  async #endedElsewhere({ connectionId, user, memo }: StoredConnection): Promise<void> {
    const context = new ConnectionContext(this.#home, this.#verbs, connectionId, user, { memo })
    await this.#router.disconnected(context, unclean)
  }
}
