import { type Look, type Member, places } from '../../core/ports/members.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { isForgotten } from './day.ts'
import { type Item, plainOf, there } from './item.ts'
import { memberOf } from './memberships.ts'
import { type Partition, partitionsOf, placeIn, sortKeys } from './partition.ts'
import type { DynamoTable } from './table.ts'
import type { TopicKey } from './topic-key.ts'
import { markerKey } from './topic-levels.ts'

/** As many as it takes to tell how dense a topic is. */
const minSample = 32
/** Partitions that are read at once. */
const readAtOnce = 16

const everywhere = { from: 0, to: places }

/** What was seen of a partition: its first members, and about how many it has. */
interface Sample {
  readonly partition: Partition
  readonly members: readonly Member[]
  readonly isWhole: boolean
  readonly about: number
  readonly marker: Item | undefined
}

/** One read for a topic that is not large and never was. A large one is cut into more partitions here. */
export async function lookAt(
  table: DynamoTable,
  topic: TopicKey,
  limit: number,
  maxPerPartition: number,
): Promise<Look> {
  const wanted = Math.max(limit, minSample) + 1
  const samples = await samplesOf(table, topic, limit, wanted)
  const members = once(samples.flatMap((sample) => sample.members))
  if (members.length <= limit && samples.every(({ isWhole }) => isWhole)) return { members }
  const about = Math.max(members.length, Math.round(estimate(samples)))
  const bits = samples.at(-1)?.partition.bits ?? 0
  if (about > maxPerPartition * 2 ** bits) await grow(table, topic, bits)
  return { members: members.slice(0, limit), about }
}

/** Partitions of all levels, until there are more than `limit` members. Of each level at least one. */
async function samplesOf(
  table: DynamoTable,
  topic: TopicKey,
  limit: number,
  wanted: number,
): Promise<readonly Sample[]> {
  const [whole] = partitionsOf(topic, 0, everywhere)
  const samples = [await sample(table, there(whole, 'partitions'), wanted)]
  const levels = table.levels.remember(topic.pk, samples[0]?.marker).slice(1)
  const others = levels.map((bits) => partitionsOf(topic, bits, everywhere))
  const read = async (partitions: readonly Partition[]): Promise<void> => {
    samples.push(...(await Promise.all(partitions.map((partition) => sample(table, partition, wanted)))))
  }
  await read(others.flatMap(([first]) => first ?? []))
  const rest = others.flatMap(([, ...partitions]) => partitions)
  while (rest.length > 0 && sum(samples.map(({ members }) => members.length)) <= limit) {
    await read(rest.splice(0, readAtOnce))
  }
  return samples.toSorted((a, b) => a.partition.bits - b.partition.bits)
}

async function sample(table: DynamoTable, partition: Partition, wanted: number): Promise<Sample> {
  const { pk, bits, segment } = partition
  const keys = sortKeys(segment)
  const range =
    bits === 0 ? { pk, from: markerKey, to: keys.to, limit: wanted + 1 } : { pk, ...keys, limit: wanted }
  const live: Item[] = []
  let marker: Item | undefined
  let next: string | undefined
  do {
    const page = await table.page({ ...range, after: next })
    for (const item of page.items) {
      if (plainOf(item.sk) === markerKey) marker = item
      else if (!isForgotten(item, table.clock)) live.push(item)
    }
    next = page.next
  } while (next !== undefined && live.length < wanted)
  const isWhole = next === undefined
  const about = isWhole ? live.length : aboutIn(partition, live)
  return { partition, members: live.map(memberOf), isWhole, about, marker }
}

/** Of `n` members the last one is expected where `n - 1` of as many are that share the places before it evenly. */
function aboutIn({ segment: { from, to } }: Partition, live: readonly Item[]): number {
  const last = placeIn(there(plainOf(live.at(-1)?.sk), 'sk'))
  return ((live.length - 1) * (to - from)) / (last - from + 1)
}

/** About how many members there are, if the partitions of a level are alike. */
function estimate(samples: readonly Sample[]): number {
  const levels = [...new Set(samples.map(({ partition }) => partition.bits))]
  return sum(
    levels.map((bits) => {
      const of = samples.filter(({ partition }) => partition.bits === bits)
      return (sum(of.map(({ about }) => about)) / of.length) * 2 ** bits
    }),
  )
}

/** Whoever looks next tries again, so a message does not fail for it. */
async function grow(table: DynamoTable, topic: TopicKey, bits: number): Promise<void> {
  try {
    await table.levels.grow(topic.pk, bits)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
  }
}

/** Somebody who was taken out of a level by a process that died, and came back in a newer one, is in both. */
function once(members: readonly Member[]): readonly Member[] {
  return [...new Map(members.map((member) => [member.connectionId, member])).values()]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0)
