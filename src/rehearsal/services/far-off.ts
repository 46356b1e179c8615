import type { Clock } from '../../core/index.ts'
import { type Fields, isFields, numberOf } from '../template/index.ts'

/** What waits longer than this, nobody waits for who waits until everything is done. */
const farMs = 120_000

/** Messages that were sent to come much later, by their queue. They are what SQS does not tell of those that wait. */
export interface FarOff {
  /** A message, or a batch of them, was sent. */
  sent(queue: string, input: Fields): void
  count(queue: string): number
}

export function farOff({ now }: Pick<Clock, 'now'>): FarOff {
  const due = new Map<string, readonly number[]>()
  const waiting = (queue: string): readonly number[] => (due.get(queue) ?? []).filter((at) => at > now())
  return {
    sent(queue, input) {
      const messages = Array.isArray(input.Entries) ? input.Entries.filter(isFields) : [input]
      const later = messages.map(({ DelaySeconds }) => (numberOf(DelaySeconds) ?? 0) * 1_000)
      const far = later.filter((ms) => ms > farMs).map((ms) => now() + ms)
      if (far.length > 0) due.set(queue, [...waiting(queue), ...far])
    },
    count: (queue) => waiting(queue).length,
  }
}
