import type { Context, Hono } from 'hono'
import { adminHttp, type ErrorLog, type ServerState } from '../admin/index.ts'
import type { HubOptions } from '../apis/hub/options.ts'
import type { Clock, Events, Ids, Log, Sanctions, Users } from '../core/index.ts'
import { addressBlock, tokenIdOf } from '../identity/index.ts'
import type { AdminApi } from './admin/admin-api.ts'
import { kick } from './admin/kick.ts'
import { named } from './admin/named.ts'
import { connectionsPage, topicsPage } from './admin/pages.ts'
import { RecentQuantiles } from './admin/recent-quantiles.ts'
import { say } from './admin/say.ts'
import type { Durations } from './metrics/durations.ts'
import { version } from './version.ts'

export interface AdminOptions {
  readonly token: string
  /** What is served now. */
  readonly apis: () => readonly AdminApi[]
  readonly hub: HubOptions
  readonly sanctions: Sanctions
  readonly users: Pick<Users, 'name'>
  readonly events: Pick<Events, 'emit'>
  readonly turns: Durations
  readonly publishes: Durations
  readonly errors: ErrorLog
  readonly isDraining: () => boolean
  readonly drain: () => void
  /** How many there are, where the server is not alone. */
  readonly nodes?: (() => number) | undefined
  readonly sourceIp: (c: Context) => string
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** The HTTP of the console for a server. Connections and topics are those of this node; what is closed is closed on all. */
export function openAdmin(options: AdminOptions): Hono {
  const { token, apis, hub, sanctions, users, events, errors, drain, sourceIp, clock, ids, log } = options
  return adminHttp({
    token: () => token,
    client: (c) => addressBlock(sourceIp(c)),
    state: stateOf(options),
    connections: (query) => named(connectionsPage(apis(), query), users),
    topics: (query) => topicsPage(apis(), query),
    errors: () => errors.newest(),
    publish: (said) => {
      const recorded = apis().find(({ api }) => api.name === 'hub')?.recorded
      return recorded === undefined ? noHub : say(said, { recorded, options: hub, ids, clock })
    },
    emit: (event) => events.emit(event),
    kick: (whom) => kick(apis(), whom),
    sanctions,
    tokenIdOf,
    drain,
    clock,
    ids,
    log,
  })
}

const noHub = {
  refused: {
    code: 'bad_request',
    message: 'The hub is not served here; apis: { hub: true } in the stage file serves it.',
  },
} as const

function stateOf({
  apis,
  turns,
  publishes,
  isDraining,
  nodes = () => 1,
  clock,
}: AdminOptions): () => ServerState {
  const startedAt = clock.now()
  const turnMs = new RecentQuantiles(turns, clock)
  const publishMs = new RecentQuantiles(publishes, clock)
  return () => ({
    version,
    startedAt,
    draining: isDraining(),
    nodes: nodes(),
    apis: apis().map(({ api, path, counts, ...one }) => ({
      name: api.name,
      path,
      connections: one.connections().length,
      topics: [...one.topics()].length,
      messages: counts.messages,
      publishes: counts.publishes,
      deliveries: counts.deliveries,
      faults: Object.values(counts.faults).reduce((sum, count) => sum + count, 0),
    })),
    turns: turnMs.read(),
    publishMs: publishMs.read(),
  })
}
