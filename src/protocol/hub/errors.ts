/**
 * What can be wrong with a request to the hub: the code that clients act on, its HTTP status, and whether the same
 * request may succeed later. PROTOCOL.md lists the same ones, and a test compares the two.
 */
export const hubErrors = {
  bad_request: { status: 400, retryable: false },
  unknown_action: { status: 400, retryable: false },
  unauthorized: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  muted: { status: 403, retryable: false },
  not_joined: { status: 409, retryable: false },
  name_taken: { status: 409, retryable: false },
  name_not_allowed: { status: 422, retryable: false },
  rejected: { status: 422, retryable: false },
  too_large: { status: 413, retryable: false },
  too_many_channels: { status: 409, retryable: false },
  channel_full: { status: 409, retryable: true },
  rate_limited: { status: 429, retryable: true },
  internal: { status: 500, retryable: true },
  unavailable: { status: 503, retryable: true },
} as const

export type HubErrorCode = keyof typeof hubErrors

/** One thing that is wrong with a request: where, which rule, and the limit where it is one. */
export interface HubErrorDetail {
  readonly path: string
  readonly rule: string
  readonly limit?: number
}

/** An error as it is in replies, in pushes and in the bodies of HTTP answers. */
export interface HubError {
  readonly code: HubErrorCode
  readonly status: number
  /** Says what to do, for a person. */
  readonly message: string
  readonly retryable: boolean
  readonly retryAfterMs?: number
  readonly details?: readonly HubErrorDetail[]
  readonly requestId: string
}
