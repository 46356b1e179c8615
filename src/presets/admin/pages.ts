import type {
  AdminConnection,
  AdminTopic,
  ConnectionsPage,
  ConnectionsQuery,
  TopicsPage,
  TopicsQuery,
} from '../../admin/index.ts'
import { everyone } from '../../core/index.ts'
import type { AdminApi, AdminConnectionOfNode } from './admin-api.ts'
import { firstOf } from './first-of.ts'
import { byPlace, pageOf, placeOfConnection, placeOfTopic } from './places.ts'

interface Found {
  readonly of: AdminApi
  readonly connection: AdminConnectionOfNode
}

/** Connections of this node, the newest first. */
export function connectionsPage(
  node: string,
  apis: readonly AdminApi[],
  { api, user, after, limit }: ConnectionsQuery,
): ConnectionsPage {
  const isWanted = ({ of, connection }: Found): boolean =>
    (api === undefined || of.api.name === api) &&
    (user === undefined || connection.context.user.id === user) &&
    (after === undefined || byPlace(placeOf({ of, connection }), after) > 0)
  const all = apis.flatMap((of) => of.connections().map((connection) => ({ of, connection })))
  const found = firstOf(all.filter(isWanted), limit + 1, (a, b) => byPlace(placeOf(a), placeOf(b)))
  const described = found.map((one) => description(node, one))
  const { items, next } = pageOf(described, limit, placeOfConnection)
  return { connections: items, ...(next !== undefined && { next }) }
}

function description(node: string, { of, connection }: Found): AdminConnection {
  const { connectionId, connectedAt, context } = connection
  const { sourceIp, userAgent } = connection.describe()
  return {
    node,
    connectionId,
    api: of.api.name,
    userId: context.user.id,
    ...(context.user.name !== undefined && { name: context.user.name }),
    connectedAt,
    sourceIp,
    ...(userAgent !== undefined && { userAgent }),
    topics: of.topicsOf(connectionId).filter((topic) => topic !== everyone).length,
  }
}

const placeOf = ({ of, connection: { connectionId, connectedAt } }: Found): string =>
  placeOfConnection({ connectedAt, connectionId, api: of.api.name })

/** Topics with members on this node, those with the most first. That of all connections is not told. */
export function topicsPage(apis: readonly AdminApi[], { api, after, limit }: TopicsQuery): TopicsPage {
  const found = firstOf(topicsIn(apis, api, after), limit + 1, (a, b) =>
    byPlace(placeOfTopic(a), placeOfTopic(b)),
  )
  const { items, next } = pageOf(found, limit, placeOfTopic)
  return { topics: items, ...(next !== undefined && { next }) }
}

function* topicsIn(
  apis: readonly AdminApi[],
  name: string | undefined,
  after: string | undefined,
): Generator<AdminTopic> {
  for (const one of apis) {
    if (name !== undefined && one.api.name !== name) continue
    for (const topic of one.topics()) {
      const found = { api: one.api.name, topic, members: one.size(topic) }
      const isLater = after === undefined || byPlace(placeOfTopic(found), after) > 0
      if (topic !== everyone && isLater) yield found
    }
  }
}
