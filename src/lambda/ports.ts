import type {
  Api,
  Authorizer,
  Claims,
  Clock,
  Connections,
  Events,
  History,
  Ids,
  Jobs,
  Log,
  Members,
  Sockets,
  Users,
} from '../core/index.ts'

/** An API, and what knows its connections. */
export interface ApiHome {
  readonly api: Api
  readonly connections: Connections
  readonly members: Members
  /** What was published to its topics. */
  readonly history: History
  /** Who checks tokens that clients send once they are connected. Without it, none holds. */
  readonly authorize?: Authorizer
  /** Rejects with `Unavailable` for a connection that cannot be sent to just now. */
  readonly sockets: Sockets
}

/** What the functions of all APIs share. */
export interface LambdaPorts {
  readonly claims: Claims
  readonly jobs: Jobs
  readonly users: Users
  readonly events: Pick<Events, 'emit'>
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}
