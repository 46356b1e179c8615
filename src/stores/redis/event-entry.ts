import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { KeptEvent } from '../../core/ports/dead-letters.ts'
import { textOf } from './replies.ts'

/** An event in the stream of a rule. */
export interface EventEntry {
  readonly entryId: string
  readonly event: KeptEvent
  readonly size: number
  /** What other nodes have tried. */
  readonly attempts: number
}

const keptEvent = Compile(
  Type.Object({
    id: Type.String(),
    bus: Type.String(),
    source: Type.String(),
    detailType: Type.String(),
    detailText: Type.String(),
    resources: Type.Array(Type.String()),
    time: Type.Number(),
  }),
)

/** What `XREADGROUP` answers, by stream. Nothing came: it is empty. Throws a `TypeError` for anything else. */
export function eventEntries(reply: unknown): ReadonlyMap<string, readonly EventEntry[]> {
  return new Map(streamsOf(reply).map(([stream, entries]) => [stream, listOf(entries).map(entryOf)]))
}

function streamsOf(reply: unknown): readonly (readonly [string, unknown])[] {
  if (reply === null) return []
  if (reply instanceof Map) return [...reply].map(([stream, entries]) => [textOf(stream), entries])
  if (typeof reply === 'object') return Object.entries(reply)
  throw new TypeError('Redis did not answer with entries of streams')
}

function entryOf(entry: unknown): EventEntry {
  const [entryId, values] = listOf(entry)
  const [, text, , size, , attempts] = listOf(values)
  const event: unknown = JSON.parse(textOf(text))
  if (!keptEvent.Check(event)) throw new TypeError('an entry of the bus is no event')
  return { entryId: textOf(entryId), event, size: Number(size), attempts: Number(attempts) }
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError('Redis did not answer with a list')
}
