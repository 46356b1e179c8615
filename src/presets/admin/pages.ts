import type {
  AdminTopic,
  ConnectionsPage,
  ConnectionsQuery,
  TopicsPage,
  TopicsQuery,
} from '../../admin/index.ts'
import { everyone } from '../../core/index.ts'
import type { AdminApi, AdminConnectionOfNode } from './admin-api.ts'
import { firstOf } from './first-of.ts'

interface Found {
  readonly of: AdminApi
  readonly connection: AdminConnectionOfNode
}

/** Connections of this node, the newest first. */
export function connectionsPage(apis: readonly AdminApi[], query: ConnectionsQuery): ConnectionsPage {
  const { api, user, after, limit } = query
  const isWanted = ({ of, connection }: Found): boolean =>
    (api === undefined || of.api.name === api) &&
    (user === undefined || connection.context.user.id === user) &&
    (after === undefined || byPlace(placeOf({ of, connection }), after) > 0)
  const all = apis.flatMap((of) => of.connections().map((connection) => ({ of, connection })))
  const found = firstOf(all.filter(isWanted), limit + 1, (a, b) => byPlace(placeOf(a), placeOf(b)))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    connections: page.map(described),
    ...(found.length > limit && last && { next: placeOf(last) }),
  }
}

function described({ of, connection }: Found): ConnectionsPage['connections'][number] {
  const { connectionId, connectedAt, context } = connection
  const { sourceIp, userAgent } = connection.describe()
  return {
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

const placeOf = ({ of, connection }: Found): string =>
  `${connection.connectedAt}:${of.api.name}:${connection.connectionId}`

/** Topics with members on this node, those with the most first. That of all connections is not told. */
export function topicsPage(apis: readonly AdminApi[], { api, after, limit }: TopicsQuery): TopicsPage {
  const found = firstOf(topicsIn(apis, api, after), limit + 1, (a, b) =>
    byPlace(placeOfTopic(a), placeOfTopic(b)),
  )
  const topics = found.slice(0, limit)
  const last = topics.at(-1)
  return { topics, ...(found.length > limit && last && { next: placeOfTopic(last) }) }
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

const placeOfTopic = ({ api, topic, members }: AdminTopic): string => `${members}:${api}:${topic}`

/** The larger number comes first, and then what is less as a text. Who gives a place that is none begins anywhere. */
function byPlace(a: string, b: string): number {
  const difference = Number.parseInt(b, 10) - Number.parseInt(a, 10)
  if (difference !== 0) return difference
  return a < b ? -1 : Number(a > b)
}
