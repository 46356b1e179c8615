import type { Clock, Ids, Log, Rates, Sharing } from '../core/index.ts'
import type { Bus } from './bus.ts'
import type { FleetCounts } from './metrics/fleet-metrics.ts'
import type { Store } from './store.ts'

/** Where a server keeps what it knows, and what it shares with others. */
export interface Home {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly store: Store
  readonly bus: Bus
  readonly rates: Rates
  /** Without it, the server is alone. */
  readonly sharing?: Sharing
  /** What there is to tell of that. */
  readonly counts?: FleetCounts
  /** The server listens. */
  begin?(): void
  /** Nobody uses it any more. */
  close(): Promise<void>
}
