import type { ErrorLog } from '../admin/index.ts'
import type { Clock, Ids, Rates, Sharing } from '../core/index.ts'
import type { Others } from '../fleet/index.ts'
import type { Bus } from './bus.ts'
import type { FleetCounts } from './metrics/fleet-metrics.ts'
import type { Store } from './store.ts'

/** Where a server keeps what it knows, and what it shares with others. */
export interface Home {
  readonly clock: Clock
  readonly ids: Ids
  /** All that is open writes to it, the stores too, so that the console has their warnings. */
  readonly log: ErrorLog
  readonly store: Store
  readonly bus: Bus
  readonly rates: Rates
  /** Without it, the server is alone. */
  readonly sharing?: Sharing
  /** The others that it shares with. */
  readonly others?: Others
  /** What there is to tell of that. */
  readonly counts?: FleetCounts
  /** The server listens. */
  begin?(): void
  /** Nobody uses it any more. */
  close(): Promise<void>
}
