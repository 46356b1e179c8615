import type { Context } from 'hono'
import type { Clock, Ids, Later, Log, NewEvent, Sanctions } from '../core/index.ts'
import type {
  ConnectionsPage,
  ConnectionsQuery,
  Drained,
  Kicked,
  Published,
  Refused,
  ServerState,
  TopicsPage,
  TopicsQuery,
  Whom,
} from './server-view.ts'

/** What the console may see and do. All of it may reject with `Unavailable`, which is 503 to who asks. */
export interface AdminHttpOptions {
  /** What requests must carry. It is asked for each time. */
  readonly token: () => string
  /** Who asks, for the limit on wrong tokens: an address, or the net of one. */
  readonly client: (c: Context) => string
  readonly state: () => Later<ServerState>
  readonly connections: (query: ConnectionsQuery) => Later<ConnectionsPage>
  readonly topics: (query: TopicsQuery) => Later<TopicsPage>
  readonly publish: (said: { readonly channel: string; readonly data: unknown }) => Later<Published | Refused>
  readonly emit: (event: NewEvent) => Later<{ readonly id: string } | 'full'>
  /** Close connections with `revoked`, on all nodes, and say how many. One that is not there is none. */
  readonly kick: (whom: Whom) => Later<Kicked>
  readonly sanctions: Sanctions
  /** The id of a token; of what is no token, itself. */
  readonly tokenIdOf: (token: string) => string
  /** Have a node begin to stop: take nobody new, and tell those there are to move. Without one, the node that is asked. */
  readonly drain: (node: string | undefined) => Later<Drained>
  readonly clock: Pick<Clock, 'now'>
  readonly ids: Pick<Ids, 'short'>
  /** Who did what. */
  readonly log: Log
}
