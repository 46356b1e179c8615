import {
  after,
  type Context,
  channel as channelTopic,
  type HistoryRange,
  type Later,
  stamped,
} from '../../core/index.ts'
import { dampedMembers, type HubPresence, maxFrameBytes, maxHistoryLimit } from '../../protocol/index.ts'
import { historyReply } from './frames.ts'
import { HubFailure } from './hub-failure.ts'
import type { HubParts } from './options.ts'
import { demand, rulesOf } from './rules.ts'

export interface HistoryOf {
  readonly channel: string
  readonly before?: number | undefined
  readonly after?: number | undefined
  readonly limit?: number | undefined
}

/** What each event has besides its stored text, and a page has besides its events: not more than these. */
const positionBytes = 64
const maxBytes = maxFrameBytes - 1_024

/** The reply with a page of a channel's history: the newest, or those before or after an offset. */
export function history(c: Context, id: string, asked: HistoryOf, { options }: HubParts): Later<string> {
  const { channel, before, after: from, limit = maxHistoryLimit } = asked
  const rules = rulesOf(channel, options)
  if (before !== undefined && from !== undefined)
    throw new HubFailure('bad_request', 'Ask for what was before an offset, or after one: not for both')
  const budget = { limit, maxBytes: maxBytes - limit * positionBytes }
  const range: HistoryRange =
    from === undefined ? { ...budget, before: before ?? Number.MAX_SAFE_INTEGER } : { ...budget, after: from }
  return after(demand(c, 'history', channel, rules), () =>
    after(c.read(channelTopic(channel), range, rules.retention), ({ events, position, floor }) => {
      const { epoch } = position
      const texts = events.map(({ text, offset }) => stamped(text, { epoch, offset }))
      const first = events[0]?.offset ?? 0
      const last = events.at(-1)?.offset ?? 0
      const more = events.length > 0 && (from === undefined ? first > floor + 1 : last < position.offset)
      return historyReply(id, texts, epoch, more)
    }),
  )
}

/** Who is in a channel. */
export function presenceOf(
  c: Context,
  channel: string,
  { options, presence, clock }: HubParts,
): Later<HubPresence> {
  const rules = rulesOf(channel, options)
  return after(demand(c, 'presence', channel, rules), () => {
    const now = clock.now()
    return after(presence.list(channelTopic(channel), dampedMembers, now), ({ people, count }) => ({
      members: people,
      count,
      asOf: now,
    }))
  })
}
