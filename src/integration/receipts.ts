import type { Clock, Ids } from '../core/index.ts'
import type { Receipt } from './queue-record.ts'

interface Known {
  readonly messageId: string
  readonly sentAt: number
  readonly firstReceivedAt: number
  readonly count: number
}

/** How often each event was received, so that a handler sees that it gets one again. */
export interface Receipts {
  /** An event has come, for the first time or again. */
  receive(eventId: string, body: string, sentAt: number): Receipt
  /** An event will not come again. */
  forget(eventId: string): void
}

const handleAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * `maxKnown`: how many events are remembered, at most. Nobody tells when one is given up, so the ones that came
 * least lately make way.
 */
export function receipts(clock: Clock, ids: Ids, maxKnown = 10_000): Receipts {
  const known = new Map<string, Known>()
  return {
    receive(eventId, body, sentAt) {
      const before = known.get(eventId) ?? {
        messageId: ids.uuid(),
        sentAt,
        firstReceivedAt: clock.now(),
        count: 0,
      }
      const now = { ...before, count: before.count + 1 }
      known.delete(eventId)
      known.set(eventId, now)
      const [oldest] = known.keys()
      if (known.size > maxKnown && oldest !== undefined) known.delete(oldest)
      return { ...now, body, receiptHandle: `AQEB${ids.draw(handleAlphabet, 130)}==` }
    },
    forget: (eventId) => void known.delete(eventId),
  }
}
