import type { SharedRate } from '../core/index.ts'
import type { Rate } from './token-bucket.ts'

export type ProfileName = 'open' | 'aws'

/** How long connections live and how the server finds dead ones. Spans in milliseconds; `undefined`: never. */
export interface Profile {
  /** Close with 1001 after this long without a data frame from or to the client. Pings do not count. */
  readonly idleMs: number | undefined
  /** Close with 1001 at this age. */
  readonly maxAgeMs: number | undefined
  /** Ping a client this often, and cut it when nothing at all came from it until the next ping is due. */
  readonly pingMs: number | undefined
  /** Whether a client's pings are activity too. */
  readonly pingsCount?: boolean
}

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  /** For self-hosting: connections live as long as they answer. */
  open: { idleMs: undefined, maxAgeMs: undefined, pingMs: 25_000 },
  /** As on AWS: 10 minutes idle, 2 hours in all (AWS quotas), and the server never pings. */
  aws: { idleMs: 10 * 60_000, maxAgeMs: 2 * 60 * 60_000, pingMs: undefined },
}

/** What one connection may cost the server. */
export interface Limits extends Rate {
  /** Bytes that may wait for a client that reads slowly, before it is cut. */
  readonly outboundBytes: number
  /** Bytes of an answer that count as one frame more. The default is 4 KiB. */
  readonly answerBytes?: number
  /** Frames that may wait for their turn, before the server stops reading from the client. */
  readonly inboundFrames: number
  /** Topics that it may be in at once. */
  readonly topics: number
  /** What all connections of its user may send together, frames a second and at once. Without it, there is no such limit. */
  readonly user?: SharedRate
  /** Connections of one user to this server. Without it, there is no such limit. */
  readonly connections?: number
}

export const defaultLimits: Limits = {
  rate: 1_000,
  burst: 5_000,
  outboundBytes: 1024 * 1024,
  inboundFrames: 64,
  topics: 1_000,
}
