import type { AdminConnection, AdminTopic } from '../../admin/index.ts'

/** Where a connection or a topic is in the order of its list. It is the same on all nodes. */
export const placeOfConnection = ({
  connectedAt,
  api,
  connectionId,
}: Pick<AdminConnection, 'connectedAt' | 'api' | 'connectionId'>): string =>
  `${connectedAt}:${api}:${connectionId}`

export const placeOfTopic = ({ api, topic, members }: AdminTopic): string => `${members}:${api}:${topic}`

/** The larger number comes first, and then what is less as a text. Who gives a place that is none begins anywhere. */
export function byPlace(a: string, b: string): number {
  const difference = Number.parseInt(b, 10) - Number.parseInt(a, 10)
  if (difference !== 0) return difference
  return a < b ? -1 : Number(a > b)
}

/** A page of what is in order: so many at most, and less of what is long. `next` is where the last of them is, if there are more. */
export function pageOf<T>(
  inOrder: readonly T[],
  limit: number,
  placeOf: (item: T) => string,
): { readonly items: readonly T[]; readonly next?: string } {
  let characters = 0
  const tooLong = inOrder.findIndex((item) => {
    characters += JSON.stringify(item).length
    return characters > mostCharacters
  })
  // One is always told, however long, so that whoever goes on comes to an end.
  const items = inOrder.slice(0, Math.min(limit, tooLong === -1 ? limit : Math.max(1, tooLong)))
  const last = items.at(-1)
  return { items, ...(items.length < inOrder.length && last !== undefined && { next: placeOf(last) }) }
}

/** Half of what a node may answer. */
const mostCharacters = 512 * 1024
