import type { Quantiles } from '../../admin/index.ts'
import type { Clock } from '../../core/index.ts'
import type { Durations } from '../metrics/durations.ts'

const spanMs = 60_000

interface Seen {
  readonly at: number
  readonly upTo: ReturnType<Durations['upTo']>
  readonly count: number
}

/** How long something took in the last minute, as far back as somebody has asked. The first to ask gets all since the start. */
export class RecentQuantiles {
  readonly #durations: Durations
  readonly #clock: Pick<Clock, 'now'>
  readonly #seen: Seen[] = []

  constructor(durations: Durations, clock: Pick<Clock, 'now'>) {
    this.#durations = durations
    this.#clock = clock
  }

  read(): Quantiles {
    const at = this.#clock.now()
    const now: Seen = { at, upTo: this.#durations.upTo(), count: this.#durations.count() }
    while (this.#seen[0] !== undefined && this.#seen[0].at < at - spanMs) this.#seen.shift()
    const [before] = this.#seen
    // Whoever asks very often is not remembered each time.
    if (at - (this.#seen.at(-1)?.at ?? 0) >= 1_000) this.#seen.push(now)
    return { p50: quantile(0.5, now, before), p99: quantile(0.99, now, before) }
  }
}

/** Evenly spread between two bounds; 0 of nothing. */
function quantile(part: number, now: Seen, before: Seen | undefined): number {
  const wanted = (now.count - (before?.count ?? 0)) * part
  if (wanted <= 0) return 0
  let below = { boundMs: 0, count: 0 }
  for (const [at, { boundMs, count: all }] of now.upTo.entries()) {
    const count = all - (before?.upTo[at]?.count ?? 0)
    if (count >= wanted) {
      const share = (wanted - below.count) / (count - below.count)
      return below.boundMs + share * (boundMs - below.boundMs)
    }
    below = { boundMs, count }
  }
  return below.boundMs
}
