import type { Denial, FanOutCounts, Fault } from '../core/index.ts'
import type { CloseCounts } from './count-closes.ts'

/** Why somebody could not connect: what an authorizer found, that one failed, or that what it needs was away. */
export type AuthFailure = Denial['reason'] | 'fault' | 'unavailable'

/** What has come to an API since the start. */
export interface MountCounts extends FanOutCounts {
  /** Connections that were opened. */
  connects: number
  /** Requests for one that were refused before the upgrade, whatever by. */
  refused: number
  /** Those of them that came too fast. */
  throttled: number
  /** Those of them that an authorizer did not let in. */
  readonly authFailures: Record<AuthFailure, number>
  /** Messages of clients. */
  messages: number
  /** Those of them that got an error frame of the gateway, by what was wrong. */
  readonly faults: Record<Fault['kind'], number>
  readonly closes: CloseCounts
}

export const noCounts = (): MountCounts => ({
  connects: 0,
  refused: 0,
  throttled: 0,
  authFailures: { 'no-token': 0, 'invalid-token': 0, forbidden: 0, fault: 0, unavailable: 0 },
  messages: 0,
  faults: {
    'not-json': 0,
    'no-route': 0,
    'invalid-body': 0,
    'too-many-requests': 0,
    internal: 0,
    unavailable: 0,
    refused: 0,
  },
  closes: {},
  publishes: 0,
  deliveries: 0,
})
