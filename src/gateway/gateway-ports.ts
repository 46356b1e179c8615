import type { Clock, Events, History, Ids, Log, Rates, Sharing, Users } from '../core/index.ts'

/** What every API of a gateway shares. */
export interface GatewayPorts {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly users: Users
  readonly events: Events
  /** What is kept of the topics of the API at a path, where this process is alone. It is asked for once. */
  readonly historyOf?: ((path: string) => History) | undefined
  /** Told how many milliseconds it took until an event was kept. */
  readonly onRecorded?: (ms: number) => void
  /** Who keeps the rates of users. */
  readonly rates?: Rates
  /** What makes this process one of a fleet. */
  readonly sharing?: Sharing | undefined
}
