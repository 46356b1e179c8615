import {
  type Authorizer,
  after,
  type FanOut,
  type FanOutCounts,
  type Handshake,
  type History,
  type Home,
  type Later,
  type RecordedTopics,
  recordedTopics,
  type SharedApi,
  type Sockets,
  type User,
} from '../core/index.ts'
import type { Connection } from './connection.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import type { Upkeep } from './upkeep.ts'

export interface MountHomeOptions {
  readonly path: string
  readonly ports: GatewayPorts
  readonly authorize: Authorizer
  readonly fanOut: FanOut<Connection>
  readonly counts: Pick<FanOutCounts, 'publishes'>
  readonly local: Sockets
  readonly shared: SharedApi | undefined
  readonly upkeep: () => Upkeep
}

/** What the verbs of one API on this node lean on. */
export function mountHome(options: MountHomeOptions): Home {
  const { path, ports, authorize, fanOut, local, shared, upkeep } = options
  const { users, events, clock } = ports
  return {
    topics: shared?.topics ?? fanOut,
    sockets: shared?.sockets ?? local,
    recorded: counted(shared?.recorded ?? recordedTopics(fanOut, historyAt(path, ports)), options),
    users,
    events,
    tend: (topic, delayMs) => upkeep().tend(topic, delayMs),
    verify: (connectionId, token) =>
      verified(authorize, saying(token, { connectionId, path, now: clock.now() })),
    renew: (connectionId) => fanOut.outlet(connectionId)?.renewed(),
    hasRoom: (connectionId) => fanOut.outlet(connectionId)?.hasRoom(),
  }
}

function counted(
  recorded: RecordedTopics,
  { counts, ports: { onRecorded } }: Pick<MountHomeOptions, 'counts' | 'ports'>,
): RecordedTopics {
  return {
    ...recorded,
    publish(topic, text, options) {
      counts.publishes += 1
      if (onRecorded === undefined) return recorded.publish(topic, text, options)
      const before = performance.now()
      return after(recorded.publish(topic, text, options), (appended) => {
        onRecorded(performance.now() - before)
        return appended
      })
    },
  }
}

/** Most APIs keep nothing, so it is opened when something is to be kept first. */
function historyAt(path: string, { historyOf }: Pick<GatewayPorts, 'historyOf'>): History {
  let opened: History | undefined
  const history = (): History => {
    opened ??= historyOf?.(path)
    if (opened === undefined) throw new TypeError('there is nothing that keeps what is published')
    return opened
  }
  return {
    append: (topic, text, options) => history().append(topic, text, options),
    read: (topic, range, retention) => history().read(topic, range, retention),
  }
}

function verified(authorize: Authorizer, handshake: Handshake): Later<User | undefined> {
  return after(authorize(handshake), (verdict) => ('allow' in verdict ? verdict.allow : undefined))
}

/** A handshake that says nothing but a token. */
function saying(
  token: string,
  { connectionId, path, now }: { readonly connectionId: string; readonly path: string; readonly now: number },
): Handshake {
  return {
    connectionId,
    path,
    target: path,
    query: { get: (name) => (name === 'access_token' ? token : null) },
    headers: {},
    rawHeaders: [],
    subprotocols: [],
    sourceIp: '',
    domainName: '',
    requestedAt: now,
  }
}
