import type { Context } from 'hono'
import type { Ids } from '../core/index.ts'
import { type HubError, type HubErrorCode, type HubErrorDetail, hubErrors } from '../protocol/index.ts'

export interface Refusal {
  readonly code: HubErrorCode
  /** Says what to do. */
  readonly message: string
  /** What is not here at all has the status 404, and the code that comes closest. */
  readonly isMissing?: boolean
  readonly retryAfterMs?: number
  readonly details?: readonly HubErrorDetail[]
}

export type Refuse = (c: Context, refusal: Refusal) => Response

/** Answers with an error of the hub. */
export function refuseWith(ids: Pick<Ids, 'short'>): Refuse {
  return (c, { code, message, isMissing = false, retryAfterMs, details }) => {
    const { retryable } = hubErrors[code]
    const status = isMissing ? 404 : hubErrors[code].status
    const error: HubError = {
      code,
      status,
      message,
      retryable,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(details && { details }),
      requestId: ids.short(),
    }
    if (retryAfterMs !== undefined) c.header('Retry-After', String(Math.ceil(retryAfterMs / 1_000)))
    return c.json({ error }, status)
  }
}
