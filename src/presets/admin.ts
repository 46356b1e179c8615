import type { Context, Hono } from 'hono'
import { adminHttp, type ErrorLog } from '../admin/index.ts'
import type { HubOptions } from '../apis/hub/options.ts'
import type { Clock, Events, Ids, Log, Sanctions, Users } from '../core/index.ts'
import type { Others } from '../fleet/index.ts'
import { addressBlock, tokenIdOf } from '../identity/index.ts'
import type { AdminApi } from './admin/admin-api.ts'
import { allNodes } from './admin/all-nodes.ts'
import { named } from './admin/named.ts'
import { say } from './admin/say.ts'
import { thisNode } from './admin/this-node.ts'
import type { Durations } from './metrics/durations.ts'

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
  /** The other nodes, where the server is not alone. */
  readonly others?: Others | undefined
  /** The host and the port of this server. */
  readonly address: () => string
  /** Why it takes no connections now, for a person. */
  readonly problem: () => string | undefined
  readonly sourceIp: (c: Context) => string
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** The HTTP of the console for a server, which sees all nodes and acts on all. */
export function openAdmin(options: AdminOptions): Hono {
  const { token, apis, hub, sanctions, users, events, sourceIp, clock, ids, log } = options
  const nodes = allNodes(thisNode(options), options.others)
  return adminHttp({
    token: () => token,
    client: (c) => addressBlock(sourceIp(c)),
    ...nodes,
    connections: async (query) => named(await nodes.connections(query), users),
    publish: (said) => {
      const recorded = apis().find(({ api }) => api.name === 'hub')?.recorded
      return recorded === undefined ? noHub : say(said, { recorded, options: hub, ids, clock })
    },
    emit: (event) => events.emit(event),
    sanctions,
    tokenIdOf,
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
