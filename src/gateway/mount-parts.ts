import {
  type Authorizer,
  type EventContext,
  eventContext,
  FanOut,
  type Home,
  type Router,
  router,
  type SharedApi,
  type StoredConnection,
  type Turn,
} from '../core/index.ts'
import type { Connection } from './connection.ts'
import { framesIn } from './count-frames.ts'
import { Ends } from './ends.ts'
import { subscribeEvents } from './event-rules.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import { localSockets } from './local-sockets.ts'
import type { MountCounts } from './mount-counts.ts'
import { mountHome } from './mount-home.ts'
import type { MountOptions } from './mount-options.ts'
import { inTurn, type MessageHandling, sideBySide } from './side-by-side.ts'
import { type Throttle, throttles } from './throttles.ts'
import { Upkeep } from './upkeep.ts'
import { UserCrowds } from './user-crowds.ts'
import { userRatesOf, withinRates } from './user-rates.ts'
import { webSocketWire } from './wire.ts'

/** What a mount is made of. */
export interface MountParts {
  readonly authorize: Authorizer
  readonly allows: Throttle | undefined
  readonly router: Router
  readonly fanOut: FanOut<Connection>
  /** What makes it one of a fleet's. */
  readonly shared: SharedApi | undefined
  readonly home: Home
  readonly verbs: EventContext
  readonly ends: Ends
  readonly crowds: UserCrowds | undefined
  readonly handling: MessageHandling
  /** Look after nothing, and hear nothing of what happens elsewhere, any more. */
  stop(): void
}

export interface MountPartsOptions {
  /** Its path is a normal one. */
  readonly options: MountOptions
  readonly ports: GatewayPorts
  readonly turn: Turn
  readonly counts: MountCounts
  readonly endedElsewhere: (connection: StoredConnection) => Promise<void>
}

/** Throws for an API without an authorizer. */
export function mountParts(given: MountPartsOptions): MountParts {
  const { options, ports, turn, counts } = given
  const { api, limits, path } = options
  const authorize = options.authorize ?? api.authorize
  if (authorize === undefined) throw new TypeError(`The API "${api.name}" has no authorizer`)
  const allows = throttles(options, ports.clock)
  const routes = router(api, {
    ...ports,
    ...(allows && { allows }),
    onFault: ({ kind }) => {
      counts.faults[kind] += 1
    },
  })
  const fanOut = new FanOut<Connection>(turn, webSocketWire, limits.topics, { counts, framesIn })
  const ends = new Ends({ api, router: routes, log: ports.log, nextBeat: ports.sharing?.nextBeat })
  const local = localSockets(fanOut)
  const shared = ports.sharing?.share({
    path,
    topics: fanOut,
    sockets: local,
    storesConnections: api.onDisconnect !== undefined,
    endedElsewhere: given.endedElsewhere,
    givenUp: () => ends.givenUp(fanOut.outlets()),
  })
  const home = mountHome({ path, ports, authorize, fanOut, counts, local, shared, upkeep: () => upkeep })
  const verbs = eventContext(home)
  const upkeep = new Upkeep({ ...ports, api, fanOut }, verbs)
  const unsubscribe = subscribeEvents(options, ports.events, verbs)
  return {
    authorize,
    allows,
    router: routes,
    fanOut,
    shared,
    home,
    verbs,
    ends,
    crowds: limits.connections === undefined ? undefined : new UserCrowds(limits.connections),
    handling: withinRates(
      shared === undefined ? inTurn(routes) : sideBySide(routes, limits.inboundFrames),
      userRatesOf(options, ports),
    ),
    stop: () => {
      unsubscribe()
      upkeep.stop()
    },
  }
}
