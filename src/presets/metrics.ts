import type { Clock, DeadLetters, Log } from '../core/index.ts'
import type { ConnectionCount } from '../gateway/index.ts'
import type { HostedCounts } from '../hosted/index.ts'
import type { EventCounts } from '../stores/index.ts'
import { apiMetrics } from './metrics/api-metrics.ts'
import { deadLetterCount, deadLettersMetric, eventMetrics } from './metrics/bus-metrics.ts'
import { Durations } from './metrics/durations.ts'
import { type FleetCounts, fleetMetrics } from './metrics/fleet-metrics.ts'
import { functionsMetric, InvocationCounts } from './metrics/function-metrics.ts'
import { eventLoopDelay, processMetrics } from './metrics/process-metrics.ts'
import { counter, histogram, textOf } from './metrics/reading.ts'

/** What a server counts of what belongs to no API. */
export interface ServerCounts {
  readonly turns: Durations
  /** From the publish of an event until it was kept. */
  readonly publishes: Durations
  readonly invocations: InvocationCounts
  /** Requests for logins that came too fast. */
  limitedLogins: number
}

export const noServerCounts = (): ServerCounts => ({
  turns: new Durations(),
  publishes: new Durations(),
  invocations: new InvocationCounts(),
  limitedLogins: 0,
})

export interface MetricsOptions {
  readonly counts: ServerCounts
  readonly events: () => EventCounts
  readonly deadLetters: DeadLetters
  readonly functions: () => HostedCounts
  /** Without it, the server is alone. */
  readonly fleet: FleetCounts | undefined
  readonly clock: Clock
  readonly log: Log
}

/** What the server is doing, as Prometheus reads it. Everything is counted where it happens, and only read here. */
export interface Metrics {
  /** Answers at once, whatever is away: what is not known then is left out. */
  page(apis: readonly ConnectionCount[]): Promise<string>
  close(): void
}

export function openMetrics(options: MetricsOptions): Metrics {
  const { counts, events, functions, fleet } = options
  const { turns, invocations } = counts
  const delay = eventLoopDelay()
  const deadLetters = deadLetterCount(options)
  return {
    async page(apis) {
      const dead = await deadLetters()
      return textOf([
        ...apiMetrics(apis),
        histogram(
          'stoa_fan_out_seconds',
          'What it took to hand out and write all that was gathered in a turn of the event loop.',
          [{ durations: turns }],
        ),
        counter(
          'stoa_logins_rate_limited_total',
          'Requests for logins that came too fast.',
          counts.limitedLogins,
        ),
        functionsMetric(functions()),
        ...invocations.readings(),
        ...eventMetrics(events()),
        deadLettersMetric(dead),
        ...(fleet === undefined ? [] : fleetMetrics(fleet)),
        delay.reading(),
        ...processMetrics(fleet === undefined ? 'embedded' : 'fleet'),
      ])
    },
    close: () => delay.close(),
  }
}
