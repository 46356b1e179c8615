import type { Fault } from '../core/index.ts'

/** What has come to an API since the start. */
export interface MountCounts {
  /** Connections that were opened. */
  connects: number
  /** Requests for one that were refused before the upgrade, whatever by. */
  refused: number
  /** Messages of clients. */
  messages: number
  /** Those of them that got an error frame of the gateway, by what was wrong. */
  readonly faults: Record<Fault['kind'], number>
}

export const noCounts = (): MountCounts => ({
  connects: 0,
  refused: 0,
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
})
