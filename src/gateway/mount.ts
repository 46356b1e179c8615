import {
  type Admission,
  type Api,
  type Authorizer,
  after,
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

const retryMs = 1_000
const mostTries = 600

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
  readonly #unsubscribe: readonly (() => void)[]
  /** Admissions and ends that are being handled. */
  #underWay = 0
  /** Connections that have an end of which nobody is to hear. */
  readonly #silent = new Set<string>()
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
      givenUp: () => this.#givenUp(),
    })
    const { topics, sockets } = this.#shared ?? { topics: this.#fanOut, sockets: local }
    this.#topics = topics
    this.sockets = sockets
    this.#home = { topics, sockets, users: ports.users, events: ports.events }
    this.#verbs = eventContext(this.#home)
    this.#unsubscribe = options.api.events.map((route) =>
      ports.events.subscribe(ruleOf(this.#ruleName(route), route, this.#verbs)),
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
    const context = new ConnectionContext(this.#home, this.#verbs, connectionId, user)
    void this.#disconnected(context, { code: unclean, reason: '' })
  }

  /** Take a connection in. Its frames are handled once `onConnect` has ended. */
  open(connectionId: string, user: User, opened: Opened): void {
    this.counts.connects += 1
    const context = new ConnectionContext(this.#home, this.#verbs, connectionId, user)
    const connection = new Connection(context, opened, this)
    this.#fanOut.attach(connection)
    this.#shared?.opened({ connectionId, path: this.options.path, user, connectedAt: connection.connectedAt })
    connection.inOrder(() => this.#join(connection))
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
    if (this.#shared === undefined) return this.#router.message(connection.context, text, isBase64Encoded)
    const { replies } = connection
    const slot = replies.open()
    const context = connection.context.inSlot(slot)
    const handling = this.#router.message(context, text, isBase64Encoded)
    if (!(handling instanceof Promise)) return slot.end()
    const ended = handling.then(() => slot.end())
    // Its promise is never rejected.
    return context.isHandedOn() && replies.size() < this.limits.inboundFrames ? undefined : ended
  }

  tooMany(connection: Connection): Later<void> {
    this.counts.messages += 1
    const tooMany = { kind: 'too-many-requests' } as const
    if (this.#shared === undefined) return this.#router.fault(connection.context, tooMany)
    const slot = connection.replies.open()
    const told = this.#router.fault(connection.context.inSlot(slot), tooMany)
    return after(told, () => slot.end())
  }

  ended(connection: Connection, code: number, reason: string): Later<void> {
    countClose(this.counts.closes, code)
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

  /** In a fleet, the other nodes may be away: then the client is told to come again later. */
  #join(connection: Connection): Later<void> {
    const { context, connectionId } = connection
    const joined = this.#topics.join(everyone, connectionId)
    if (!(joined instanceof Promise)) return this.#router.connected(context)
    return joined.then(
      () => this.#router.connected(context),
      () => {
        if (this.options.api.admit === undefined) this.#silent.add(connectionId)
        connection.close(closeCodes.tryAgainLater, 'Try again later')
      },
    )
  }

  #takeOut(connection: Connection, ending: Ending): Later<void> {
    const { connectionId, context } = connection
    const dropped = this.#topics.drop(connectionId)
    const ended = this.#silent.delete(connectionId) ? undefined : this.#disconnected(context, ending)
    if (this.#shared === undefined) return ended
    const { closed } = this.#shared
    return after(dropped, () => after(ended, () => closed(connectionId)))
  }

  /** What could not be told because the fleet was away is told when it is back. */
  #disconnected(context: Context, ending: Ending): Later<void> {
    const telling = this.#router.disconnected(context, ending)
    if (!(telling instanceof Promise)) return telling
    const again = (): Promise<void> =>
      new Promise<void>((resolve) => {
        this.#ports.clock.after(retryMs, resolve)
      }).then(() => this.#router.disconnected(context, ending))
    const told = async (): Promise<void> => {
      let attempt = telling
      for (let tries = 0; tries < mostTries; tries += 1) {
        try {
          return await attempt
        } catch {
          attempt = again()
        }
      }
      await attempt.catch((error: unknown) => this.#ports.log.error({ err: error }, 'an end was not told'))
    }
    return this.#counted(told())
  }

  /** The node that had the connection is dead, and this one does what is left to do. */
  async #endedElsewhere({ connectionId, user }: StoredConnection): Promise<void> {
    const context = new ConnectionContext(this.#home, this.#verbs, connectionId, user)
    await this.#router.disconnected(context, { code: unclean, reason: '' })
  }

  /** For the fleet all of these had ended. Those whose end means something end now, or are taken back. */
  #givenUp(): void {
    if (this.options.api.onDisconnect === undefined) return
    for (const connection of this.connections()) {
      connection.inOrder(() =>
        after(this.#router.restored(connection.context), (isBack) => {
          if (isBack) return
          this.#silent.add(connection.connectionId)
          connection.close(closeCodes.serviceRestart, 'Reconnect')
        }),
      )
    }
  }

  #counted<T>(work: Later<T>): Later<T> {
    if (!(work instanceof Promise)) return work
    this.#underWay += 1
    return work.finally(() => {
      this.#underWay -= 1
    })
  }
}
