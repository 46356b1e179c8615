import type { HostedCounts, HostedOptions } from '../../hosted/index.ts'
import { Durations } from './durations.ts'
import { counter, gauge, histogram, type Reading } from './reading.ts'

type InvocationRecord = Parameters<NonNullable<HostedOptions['onInvoked']>>[0]

interface FunctionCounts {
  readonly durations: Durations
  readonly waits: { readonly cold: Durations; readonly warm: Durations }
  failures: number
}

/** How long invocations of each function took, and waited. */
export class InvocationCounts {
  readonly #functions = new Map<string, FunctionCounts>()

  add({ name, durationMs, waitedMs, isCold, invoked }: InvocationRecord): void {
    const counts = this.#functions.get(name) ?? this.#open(name)
    counts.durations.add(durationMs)
    counts.waits[isCold ? 'cold' : 'warm'].add(waitedMs)
    if (invoked.kind === 'failed') counts.failures += 1
  }

  readings(): Reading[] {
    const functions = [...this.#functions].map(([name, counts]) => ({
      ...counts,
      labels: { function: name },
    }))
    return [
      histogram(
        'stoa_function_duration_seconds',
        'What handlers took, from the moment that an environment had the event.',
        functions,
      ),
      histogram(
        'stoa_function_wait_seconds',
        'What events waited for an environment; those that are the first of theirs (cold) wait for its start too.',
        functions.flatMap(({ labels, waits }) => [
          { labels: { ...labels, start: 'cold' }, durations: waits.cold },
          { labels: { ...labels, start: 'warm' }, durations: waits.warm },
        ]),
      ),
      counter(
        'stoa_function_failures_total',
        'Invocations that failed: what the handler throws, and what it is ended for.',
        functions.map(({ labels, failures }) => ({ labels, value: failures })),
      ),
    ]
  }

  #open(name: string): FunctionCounts {
    const counts = {
      durations: new Durations(),
      waits: { cold: new Durations(), warm: new Durations() },
      failures: 0,
    }
    this.#functions.set(name, counts)
    return counts
  }
}

/** What there is of functions now, whichever. */
export const functionsMetric = (counts: HostedCounts): Reading =>
  gauge(
    'stoa_functions',
    'Functions: their processes, and invocations that run and wait now; invocations and failures since the start.',
    Object.entries(counts).map(([state, value]) => ({ labels: { state }, value })),
  )
