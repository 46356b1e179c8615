export { adminHttp } from './admin-http.ts'
export type { AdminHttpOptions } from './admin-options.ts'
export { ErrorLog, type LoggedError } from './error-log.ts'
export type {
  AdminConnection,
  AdminTopic,
  ApiState,
  ConnectionsPage,
  ConnectionsQuery,
  Drained,
  Figures,
  Kicked,
  LiveNode,
  NodeReport,
  NodeState,
  Published,
  Quantiles,
  Refused,
  ServerState,
  TopicsPage,
  TopicsQuery,
  Whom,
} from './server-view.ts'
