import { type Clock, type DeadLetters, type Log, Unavailable } from '../../core/index.ts'
import type { EventCounts } from '../../stores/index.ts'
import { counter, gauge, type Reading } from './reading.ts'

/** A store that takes longer is away, or about to be found so. */
const patienceMs = 200

export function eventMetrics({ waiting, ...outcomes }: EventCounts): Reading[] {
  return [
    gauge('stoa_events_waiting', 'Deliveries of events that are neither handled nor dead.', waiting),
    counter(
      'stoa_events_total',
      'Deliveries of events on this node: accepted, handled and dead ones, and attempts that failed.',
      Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
    ),
  ]
}

export const deadLettersMetric = (count: number | undefined): Reading =>
  gauge(
    'stoa_dead_letters',
    'Events that could not be handled and wait for somebody to look at them.',
    count === undefined ? [] : [{ value: count }],
  )

export interface DeadLetterCountOptions {
  readonly deadLetters: DeadLetters
  readonly clock: Clock
  readonly log: Log
}

/** How many dead letters there are; `undefined` when the store does not say so at once. It is asked once at a time. */
export function deadLetterCount({ deadLetters, clock, log }: DeadLetterCountOptions) {
  let asked: Promise<number | undefined> | undefined
  const ask = async (): Promise<number | undefined> => {
    try {
      return await deadLetters.count()
    } catch (error) {
      if (!(error instanceof Unavailable)) log.error({ err: error }, 'dead letters were not counted')
      return undefined
    }
  }
  return async (): Promise<number | undefined> => {
    asked ??= Promise.resolve()
      .then(ask)
      .finally(() => {
        asked = undefined
      })
    return atOnce(asked, clock)
  }
}

async function atOnce<T>(answer: Promise<T>, clock: Clock): Promise<T | undefined> {
  let stopWaiting = (): void => {}
  const late = new Promise<undefined>((resolve) => {
    stopWaiting = clock.after(patienceMs, () => resolve(undefined))
  })
  const first = await Promise.race([answer, late])
  stopWaiting()
  return first
}
