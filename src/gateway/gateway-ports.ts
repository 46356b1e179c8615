import type { Clock, Events, Ids, Log, Rates, Sharing, Users } from '../core/index.ts'

/** What every API of a gateway shares. */
export interface GatewayPorts {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly users: Users
  readonly events: Events
  /** Who keeps the rates of users. */
  readonly rates?: Rates
  /** What makes this process one of a fleet. */
  readonly sharing?: Sharing | undefined
}
