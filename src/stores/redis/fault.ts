import { ErrorReply } from 'redis'
import { Unavailable } from '../../core/ports/unavailable.ts'

/** What an error that Redis answers means for who asked. The codes are the first word of the error. */
export type Meaning =
  /** Not now: full, loading, without replicas, or in the middle of a failover. */
  | 'later'
  /** Another server has the key. */
  | 'moved'
  /** This server is no master any more. */
  | 'demoted'
  | 'no-script'
  /** A mistake, ours or in the configuration. */
  | 'wrong'

const meanings: Readonly<Record<string, Meaning>> = {
  MOVED: 'moved',
  ASK: 'moved',
  TRYAGAIN: 'later',
  CLUSTERDOWN: 'moved',
  READONLY: 'demoted',
  MASTERDOWN: 'demoted',
  UNBLOCKED: 'demoted',
  LOADING: 'later',
  BUSY: 'later',
  OOM: 'later',
  MISCONF: 'later',
  NOREPLICAS: 'later',
  NOSCRIPT: 'no-script',
}

/** What became of a command, if it is an error. One that never got an answer is `lost`. */
export function meaningOf(error: unknown): Meaning | 'lost' {
  if (!(error instanceof ErrorReply)) return 'lost'
  const code = /^-?([A-Z]+)/.exec(error.message)?.[1] ?? ''
  // A script that fails says so first, and then why.
  const inScript = /\b(OOM|READONLY|MISCONF|NOREPLICAS|CLUSTERDOWN|MOVED|TRYAGAIN)\b/.exec(error.message)?.[1]
  return meanings[code] ?? meanings[inScript ?? ''] ?? 'wrong'
}

/** `Unavailable` for what may be tried again, the error itself for a mistake. */
export function asThrown(error: unknown, place: string): unknown {
  if (error instanceof Unavailable || meaningOf(error) === 'wrong') return error
  return new Unavailable(`Redis at ${place}: ${messageOf(error)}`, { cause: error })
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
