import {
  type Api,
  type Authorizer,
  ConnectionContext,
  type Context,
  type Ending,
  type EventContext,
  type EventRoute,
  eventContext,
  everyone,
  FanOut,
  type FrameRules,
  type Gathering,
  type Home,
  type Later,
  type Router,
  router,
  ruleOf,
  type Sockets,
  type Turn,
  type User,
} from '../core/index.ts'
import { Connection } from './connection.ts'
import type { ConnectionHost, Opened } from './connection-host.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import { normalPath } from './paths.ts'
import type { Limits, Profile } from './profile.ts'
import { type Throttle, throttles } from './throttles.ts'
import type { Rate } from './token-bucket.ts'
import { frameOf, webSocketWire } from './wire.ts'

/** What no close frame says: the connection was lost (RFC 6455 section 7.1.5). */
const unclean = 1006

/** An API, and where and within what it is served. */
export interface MountOptions {
  readonly api: Api
  /** `/`, `/prod`. Doubled and trailing slashes make no difference. */
  readonly path: string
  /** Instead of the API's own authorizer. */
  readonly authorize?: Authorizer
  /** Whether it takes upgrades on paths where nothing is mounted, too. */
  readonly takesUnmapped?: (query: URLSearchParams) => boolean
  readonly limits: Limits
  readonly profile: Profile
  /** What events call the stage. Requests for `/{stage}/@connections` find its connections too. */
  readonly stage?: string
  /** What all its clients together may send, connections included. */
  readonly throttle?: Rate
  /** The same of one route, `$connect` among them, instead. */
  readonly routeThrottles?: Readonly<Record<string, Rate>>
}

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
  readonly #router: Router
  readonly #allows: Throttle | undefined
  readonly #fanOut: FanOut<Connection>
  readonly sockets: Sockets
  readonly #home: Home
  readonly #shared: EventContext
  readonly #unsubscribe: readonly (() => void)[]
  /** Ends that are being handled. */
  #endings = 0
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
    this.#router = router(options.api, { ...ports, ...(this.#allows && { allows: this.#allows }) })
    this.#fanOut = new FanOut(turn, webSocketWire, options.limits.topics)
    this.sockets = localSockets(this.#fanOut)
    this.#home = { topics: this.#fanOut, sockets: this.sockets, users: ports.users, events: ports.events }
    this.#shared = eventContext(this.#home)
    this.#unsubscribe = options.api.events.map((route) =>
      ports.events.subscribe(ruleOf(this.#ruleName(route), route, this.#shared)),
    )
  }

  /** Whether somebody may connect just now. */
  allowsConnection(): boolean {
    return this.#allows === undefined || this.#allows('$connect')
  }

  /** A client was admitted, and has gone before it got its connection. */
  notOpened(connectionId: string, user: User): void {
    if (this.options.api.admit === undefined) return
    const context = new ConnectionContext(this.#home, this.#shared, connectionId, user)
    void this.#disconnected(context, { code: unclean, reason: '' })
  }

  /** Take a connection in. Its frames are handled once `onConnect` has ended. */
  open(connectionId: string, user: User, opened: Opened): void {
    const context = new ConnectionContext(this.#home, this.#shared, connectionId, user)
    const connection = new Connection(context, opened, this)
    this.#fanOut.attach(connection)
    this.#fanOut.join(everyone, connectionId)
    connection.inOrder(() => this.#router.connected(context))
  }

  /** How many of its connections have ended, and this is still being handled. */
  endings(): number {
    return this.#endings
  }

  has(connectionId: string): boolean {
    return this.#fanOut.outlet(connectionId) !== undefined
  }

  connections(): readonly Connection[] {
    return this.#fanOut.outlets()
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
    return this.#router.message(connection.context, text, isBase64Encoded)
  }

  tooMany(connection: Connection): Later<void> {
    return this.#router.fault(connection.context, { kind: 'too-many-requests' })
  }

  ended(connection: Connection, code: number, reason: string): Later<void> {
    this.#ports.log.debug(
      { api: this.options.api.name, connectionId: connection.connectionId, code, reason },
      'disconnected',
    )
    const ending = { code, reason }
    return this.#held === undefined
      ? this.#takeOut(connection, ending)
      : this.#held.then(() => this.#takeOut(connection, ending))
  }

  tooSlow(connection: Connection): void {
    this.#ports.log.warn(
      { api: this.options.api.name, connectionId: connection.connectionId },
      'cut a client that reads too slowly',
    )
  }

  /** Hear no more of what happens elsewhere. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
  }

  /** `notify at /dev: Entity Updated`. */
  #ruleName({ detailTypes, sources }: EventRoute): string {
    const what = detailTypes ?? sources ?? ['every event']
    return `${this.options.api.name} at ${this.options.path}: ${what.join(', ')}`
  }

  #takeOut(connection: Connection, ending: Ending): Later<void> {
    this.#fanOut.drop(connection.connectionId)
    return this.#disconnected(connection.context, ending)
  }

  #disconnected(context: Context, ending: Ending): Later<void> {
    const handling = this.#router.disconnected(context, ending)
    if (!(handling instanceof Promise)) return
    this.#endings += 1
    return handling.finally(() => {
      this.#endings -= 1
    })
  }
}

function localSockets(fanOut: FanOut<Connection>): Sockets {
  return {
    send: (connectionId, frame) => {
      const connection = fanOut.outlet(connectionId)
      if (connection === undefined || !connection.isOpen()) return 'gone'
      // Pushed even then: whoever reads too slowly is cut at the end of the turn.
      const isFull = connection.isFull()
      connection.send(frameOf(frame))
      return isFull ? 'full' : 'sent'
    },
    describe: (connectionId) => {
      const connection = fanOut.outlet(connectionId)
      return connection?.isOpen() ? connection.describe() : 'gone'
    },
    close: (connectionId, code, reason) => {
      const connection = fanOut.outlet(connectionId)
      if (connection === undefined || !connection.isOpen()) return 'gone'
      connection.close(code, reason)
      return 'closed'
    },
  }
}
