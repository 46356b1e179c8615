import type { Item } from './item.ts'
import { number } from './item.ts'
import type { DynamoRows } from './rows.ts'

/** The sort key of what a topic's first partition says of the topic. It is before that of any member. */
export const markerKey = '!'

/** 256 partitions: at 4,000 members each, a million. */
export const maxBits = 8

const rememberedMs = 60_000
const maxRemembered = 10_000
const step = 2

/**
 * Into how many partitions topics are cut. A level of `bits` has 2^bits partitions, and every topic has level 0. Levels are added
 * and never taken away, and a member stays in the level that it joined, so whoever reads a topic reads all of its levels,
 * and who writes may use any of them.
 */
export interface TopicLevels {
  /** The newest level that is known of; somebody may have added another in the last minute. */
  newest(pk: string): Promise<number>
  /** All levels that there are now, from 0 on. */
  all(pk: string): Promise<readonly number[]>
  /** The same, of a marker that was read anyway; `undefined` if there is none. */
  remember(pk: string, marker: Item | undefined): readonly number[]
  /** Add a level after `bits`. Nothing happens if somebody else has done so, or if there are enough. */
  grow(pk: string, bits: number): Promise<void>
}

export function topicLevels(rows: DynamoRows): TopicLevels {
  const known = new Map<string, { readonly bits: number; readonly until: number }>()

  function remember(pk: string, marker: Item | undefined): readonly number[] {
    const levels = [0, ...(marker?.levels?.NS ?? []).map(Number).toSorted((a, b) => a - b)]
    known.delete(pk)
    known.set(pk, { bits: levels.at(-1) ?? 0, until: rows.clock.now() + rememberedMs })
    const [oldest] = known.keys()
    if (known.size > maxRemembered && oldest !== undefined) known.delete(oldest)
    return levels
  }
  const all = async (pk: string): Promise<readonly number[]> =>
    remember(pk, await rows.get({ pk, sk: markerKey }))

  return {
    all,
    remember,
    async newest(pk) {
      const remembered = known.get(pk)
      if (remembered !== undefined && remembered.until > rows.clock.now()) return remembered.bits
      return (await all(pk)).at(-1) ?? 0
    },
    async grow(pk, bits) {
      const grown = Math.min(bits + step, maxBits)
      if (grown === bits) return
      const { isDone, was } = await rows.change(
        { pk, sk: markerKey },
        {
          change: 'SET bits = :grown ADD levels :level',
          where: 'attribute_not_exists(bits) OR bits < :grown',
          values: { ':grown': number(grown), ':level': { NS: [String(grown)] } },
        },
      )
      if (!isDone) remember(pk, was)
      else remember(pk, { levels: { NS: [...(was?.levels?.NS ?? []), String(grown)] } })
    },
  }
}
