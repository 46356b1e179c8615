import type {
  AppendOptions,
  History,
  HistoryPage,
  HistoryRange,
  Retention,
} from '../../core/ports/history.ts'
import { type Appends, epochEndsIn } from './appends.ts'
import type { Redis } from './redis.ts'
import { bytesAsTextsOf } from './replies.ts'
import type { TopicNames } from './topic-names.ts'

export interface RedisHistoryOptions {
  readonly redis: Redis
  readonly names: TopicNames
  readonly appends: Appends
  /** Called before an append, so that what was published before it goes before it. */
  readonly beforeAppend: (topic: string) => void
}

/** Events in streams of Redis. Appending is handing on too: nodes that hear the topic get what is new in the same command. */
export function redisHistory({ redis, names, appends, beforeAppend }: RedisHistoryOptions): History {
  return {
    append(topic: string, text: string, options: AppendOptions) {
      beforeAppend(topic)
      return appends.add(topic, text, options)
    },
    async read(topic: string, range: HistoryRange, retention: Retention) {
      const keys = [names.events(topic), names.place(topic)] as const
      const page = asPage(await redis.readScript('history-read', keys, argumentsOf(range, retention)))
      return 'before' in range ? { ...page, events: page.events.toReversed() } : page
    },
  }
}

function argumentsOf(range: HistoryRange, retention: Retention): string[] {
  const [direction, offset] =
    'after' in range ? ['after', range.after] : ['before', Math.max(1, range.before)]
  return [
    `${retention.events}`,
    `${retention.ageMs}`,
    epochEndsIn(retention),
    `${range.limit}`,
    `${range.maxBytes}`,
    direction,
    `${Math.min(offset, Number.MAX_SAFE_INTEGER)}`,
  ]
}

function asPage(reply: unknown): HistoryPage {
  const [epoch = '', offset, floor, ...rest] = bytesAsTextsOf(reply)
  const events = []
  for (let at = 0; at + 1 < rest.length; at += 2) {
    events.push({ offset: Number(rest[at]), text: rest[at + 1] ?? '' })
  }
  return { events, position: { epoch, offset: Number(offset) }, floor: Number(floor) }
}
