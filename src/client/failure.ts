import type { HubError, HubErrorCode, HubErrorDetail } from '../protocol/index.ts'

/**
 * The server's codes, and the client's own: `buffer_full` (too much waits to be sent), `closed`, `timeout` (no answer),
 * `lost` (the connection ended first), `uncertain` (it may have been published or not, and it is too late to find out),
 * `token` (none could be had), `listener` (one of the program's own threw).
 */
export type HubFailureCode =
  | HubErrorCode
  | 'buffer_full'
  | 'closed'
  | 'timeout'
  | 'lost'
  | 'uncertain'
  | 'token'
  | 'listener'

export type FailureFields = { readonly code: HubFailureCode } & {
  readonly [Field in Exclude<keyof HubError, 'code'>]?: HubError[Field] | undefined
}

const leastPauseMs = 50
const longestPauseMs = 60_000

/** Why something was not done. */
export class HubFailure extends Error {
  declare readonly code: HubFailureCode
  /** Whether the same may succeed later. */
  declare readonly retryable: boolean
  declare readonly status: number | undefined
  declare readonly retryAfterMs: number | undefined
  declare readonly details: readonly HubErrorDetail[] | undefined
  declare readonly requestId: string | undefined

  constructor(fields: FailureFields, cause?: unknown) {
    super(fields.message ?? fields.code, { cause })
    Object.assign(this, { retryable: false }, fields)
  }
}

/** Milliseconds to wait before the same is asked for again: what the server says, within reason. */
export function pauseOf({ retryAfterMs }: HubFailure, byDefault: number): number {
  return Math.max(leastPauseMs, Math.min(longestPauseMs, retryAfterMs ?? byDefault)) || byDefault
}

/** What was thrown, as a failure. */
export function failureOf(error: unknown, code: HubFailureCode): HubFailure {
  if (error instanceof HubFailure) return error
  return new HubFailure({ code, message: String(error) }, error)
}

export function closed(): HubFailure {
  return new HubFailure({ code: 'closed' })
}
