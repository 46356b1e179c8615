import {
  type Admission,
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
  type Handshake,
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
import { localSockets } from './local-sockets.ts'
import { noCounts } from './mount-counts.ts'
import type { MountOptions } from './mount-options.ts'
import { normalPath } from './paths.ts'
import type { Limits, Profile } from './profile.ts'
import { type Throttle, throttles } from './throttles.ts'
import { webSocketWire } from './wire.ts'

const accepted: Admission = { accept: [] }

/** What no close frame says: the connection was lost (RFC 6455 section 7.1.5). */
const unclean = 1006

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
  readonly sockets: Sockets
  readonly #home: Home
  readonly #shared: EventContext
  readonly #unsubscribe: readonly (() => void)[]
  /** Admissions and ends that are being handled. */
  #underWay = 0
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

  /** Ask the API whether a client gets its connection. */
  admit(handshake: Handshake, user: User): Later<Admission> {
    const { admit } = this.options.api
    return admit === undefined ? accepted : this.#counted(admit(handshake, user))
  }

  /** A client was admitted, and has gone before it got its connection. */
  notOpened(connectionId: string, user: User): void {
    if (this.options.api.admit === undefined) return
    const context = new ConnectionContext(this.#home, this.#shared, connectionId, user)
    void this.#disconnected(context, { code: unclean, reason: '' })
  }

  /** Take a connection in. Its frames are handled once `onConnect` has ended. */
  open(connectionId: string, user: User, opened: Opened): void {
    this.counts.connects += 1
    const context = new ConnectionContext(this.#home, this.#shared, connectionId, user)
    const connection = new Connection(context, opened, this)
    this.#fanOut.attach(connection)
    this.#fanOut.join(everyone, connectionId)
    connection.inOrder(() => this.#router.connected(context))
  }

  /** Whether connections that are to come or have ended are still being handled. */
  isBusy(): boolean {
    return this.#underWay > 0
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
    this.counts.messages += 1
    return this.#router.message(connection.context, text, isBase64Encoded)
  }

  tooMany(connection: Connection): Later<void> {
    this.counts.messages += 1
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
    return this.#counted(this.#router.disconnected(context, ending))
  }

  #counted<T>(work: Later<T>): Later<T> {
    if (!(work instanceof Promise)) return work
    this.#underWay += 1
    return work.finally(() => {
      this.#underWay -= 1
    })
  }
}
