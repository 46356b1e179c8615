import { type MembersPage, places, type Segment } from '../../core/ports/members.ts'
import { isForgotten } from './day.ts'
import type { Item } from './item.ts'
import { plainOf, there } from './item.ts'
import { memberOf } from './memberships.ts'
import { type Partition, partitionsOf, sortKeys } from './partition.ts'
import type { DynamoTable } from './table.ts'
import type { TopicKey } from './topic-key.ts'

/** What one read brings: more than a worker sends to, so that a segment is one read. It costs only what is there. */
const readAtOnce = 500
const pageMembers = 50

/** Behind which member of which partition to go on. Levels and partitions come in their order. */
interface Cursor {
  readonly bits: number
  readonly index: number
  readonly sortKey: string
}

export async function* readSegment(
  table: DynamoTable,
  topic: TopicKey,
  { from, to }: Segment,
  after?: string,
): AsyncGenerator<MembersPage> {
  const cursor = after === undefined ? undefined : parse(after)
  const segment = { from: Math.max(0, from), to: Math.min(places, to) }
  const levels = await table.levels.all(topic.pk)
  for (const partition of levels.flatMap((bits) => partitionsOf(topic, bits, segment))) {
    const order = cursor === undefined ? 1 : compare(partition, cursor)
    if (order < 0) continue
    yield* readPartition(table, partition, order === 0 ? cursor?.sortKey : undefined)
  }
}

async function* readPartition(
  table: DynamoTable,
  partition: Partition,
  after: string | undefined,
): AsyncGenerator<MembersPage> {
  const range = { pk: partition.pk, ...sortKeys(partition.segment), limit: readAtOnce }
  let next = after
  do {
    const page = await table.page({ ...range, after: next })
    const live = page.items.filter((item) => !isForgotten(item, table.clock))
    while (live.length > 0) yield pageOf(live.splice(0, pageMembers), partition)
    next = page.next
  } while (next !== undefined)
}

function pageOf(items: readonly Item[], { bits, index }: Partition): MembersPage {
  const sortKey = there(plainOf(items.at(-1)?.sk), 'sk')
  return { members: items.map(memberOf), cursor: `${bits}.${index}.${sortKey}` }
}

function compare({ bits, index }: Partition, cursor: Cursor): number {
  return bits - cursor.bits || index - cursor.index
}

function parse(cursor: string): Cursor {
  const [, bits, index, sortKey] = /^(\d+)\.(\d+)\.(.+)$/s.exec(cursor) ?? []
  if (sortKey === undefined) throw new TypeError('this cursor is of no page')
  return { bits: Number(bits), index: Number(index), sortKey }
}
