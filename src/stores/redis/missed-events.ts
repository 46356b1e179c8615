import type { Position } from '../../core/ports/history.ts'
import type { Redis } from './redis.ts'
import { bytesAsTextsOf } from './replies.ts'
import type { TopicNames } from './topic-names.ts'

/** What a node that was cut off reads of a topic's history. */
export interface MissedEvents {
  /** Of the newest event; `undefined` of a topic without history. */
  readonly position: Position | undefined
  /** The offset of the first of the texts. */
  readonly first: number
  readonly texts: readonly string[]
  /** There was something before the texts that nobody can read any more. */
  readonly isLost: boolean
}

const atOnce = '32'
const bytesAtOnce = `${512 * 1024}`

/** Some of the events after the one that was heard last. */
export async function readMissedEvents(
  redis: Redis,
  names: TopicNames,
  topic: string,
  heard: Position | undefined,
): Promise<MissedEvents> {
  const keys = [names.events(topic), names.place(topic)] as const
  const args = [heard?.epoch ?? '', `${heard?.offset ?? 0}`, atOnce, bytesAtOnce]
  const reply = await redis.readScript('history-missed', keys, args)
  const [epoch, offset, after, isLost, ...texts] = bytesAsTextsOf(reply)
  if (epoch === undefined) return { position: undefined, first: 1, texts: [], isLost: false }
  return {
    position: { epoch, offset: Number(offset) },
    first: Number(after) + 1,
    texts,
    isLost: isLost === '1',
  }
}

/** Where a topic is; `undefined` of one without history. */
export async function readPlace(
  redis: Redis,
  names: TopicNames,
  topic: string,
): Promise<Position | undefined> {
  const key = names.place(topic)
  const [epoch, offset] = maybeTexts(await redis.command(key, ['HMGET', key, 'e', 'o']))
  return epoch === undefined ? undefined : { epoch, offset: Number(offset) }
}

function maybeTexts(reply: unknown): readonly (string | undefined)[] {
  return Array.isArray(reply)
    ? reply.map((part: unknown) => (typeof part === 'string' ? part : undefined))
    : []
}
