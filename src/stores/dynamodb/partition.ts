import { places, type Segment } from '../../core/ports/members.ts'
import type { TopicKey } from './topic-key.ts'

/** One of the 2^bits partitions of a level of a topic, or the part of it that a segment covers. */
export interface Partition {
  readonly pk: string
  readonly bits: number
  readonly index: number
  readonly segment: Segment
}

/** How many places a partition has. */
const widthOf = (bits: number): number => places / 2 ** bits

function partitionKey({ pk }: TopicKey, bits: number, index: number): string {
  return bits === 0 ? pk : `${pk}#${bits}#${index}`
}

/** Where a member at `place` is in a level. */
export function partitionAt(topic: TopicKey, bits: number, place: number): string {
  return partitionKey(topic, bits, Math.floor(place / widthOf(bits)))
}

/** The partitions of a level that a segment covers, in the order of their places. */
export function partitionsOf(topic: TopicKey, bits: number, { from, to }: Segment): readonly Partition[] {
  const width = widthOf(bits)
  const first = Math.floor(from / width)
  const count = from < to ? Math.ceil(to / width) - first : 0
  return Array.from({ length: count }, (_, offset) => {
    const index = first + offset
    const segment = { from: Math.max(from, index * width), to: Math.min(to, (index + 1) * width) }
    return { pk: partitionKey(topic, bits, index), bits, index, segment }
  })
}

const digits = (place: number): string => place.toString(16).padStart(8, '0')

// After every digit, so after every member.
const end = 'g'

/** What the sort keys of a segment's members are between. None is equal to `to`: a member's goes on with its id. */
export function sortKeys({ from, to }: Segment): { readonly from: string; readonly to: string } {
  return { from: digits(from), to: to >= places ? end : digits(to) }
}

export const memberKey = (place: number, part: string): string => `${digits(place)}${part}`

export const placeIn = (sortKey: string): number => Number.parseInt(sortKey.slice(0, 8), 16)

export const partIn = (sortKey: string): string => sortKey.slice(8)
