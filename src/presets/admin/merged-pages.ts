import type { AdminTopic, ConnectionsPage, TopicsPage } from '../../admin/index.ts'
import { firstOf } from './first-of.ts'
import { byPlace, pageOf, placeOfConnection, placeOfTopic } from './places.ts'

/** The first page of all, of the first pages of each. */
export function mergedConnections(pages: readonly ConnectionsPage[], limit: number): ConnectionsPage {
  // After the end of a page that goes on, its node may have some that are not here.
  const [end] = pages.flatMap(({ next }) => (next === undefined ? [] : [next])).toSorted(byPlace)
  const known = pages
    .flatMap(({ connections }) => connections)
    .filter((connection) => end === undefined || byPlace(placeOfConnection(connection), end) <= 0)
  const found = firstOf(known, limit + 1, (a, b) => byPlace(placeOfConnection(a), placeOfConnection(b)))
  const { items, next = end } = pageOf(found, limit, placeOfConnection)
  return { connections: items, ...(next !== undefined && { next }) }
}

interface MergedTopicsQuery {
  readonly after: string | undefined
  readonly limit: number
  /** How many each node was asked for. */
  readonly of: number
}

/** A page of the topics that nodes told of, with the members on all of them. */
export function mergedTopics(
  pages: readonly TopicsPage[],
  { after, limit, of }: MergedTopicsQuery,
): TopicsPage {
  const topics = new Map<string, AdminTopic>()
  for (const topic of pages.flatMap((page) => page.topics)) {
    const key = JSON.stringify([topic.api, topic.topic])
    topics.set(key, { ...topic, members: topic.members + (topics.get(key)?.members ?? 0) })
  }
  const wanted = [...topics.values()].filter(
    (topic) => after === undefined || byPlace(placeOfTopic(topic), after) > 0,
  )
  const found = firstOf(wanted, limit + 1, (a, b) => byPlace(placeOfTopic(a), placeOfTopic(b)))
  const { items, next } = pageOf(found, limit, placeOfTopic)
  return {
    topics: items,
    ...(next !== undefined && { next }),
    ...(pages.some((page) => page.next !== undefined) && { largestOfEach: of }),
  }
}
