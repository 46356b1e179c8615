import {
  after,
  type Context,
  type EventContext,
  type Farewell,
  type FarewellCause,
  type Later,
} from '../../core/index.ts'
import { type HubCloseReason, hubCloses } from '../../protocol/index.ts'
import { goodbye } from './frames.ts'

interface Words {
  readonly reason: HubCloseReason
  /** Between how many milliseconds to wait before coming back. Without it: not at all. */
  readonly delayMs?: readonly [number, number]
}

const words: Readonly<Record<FarewellCause, Words>> = {
  drained: { reason: 'shutdown', delayMs: [0, 3_000] },
  aged: { reason: 'rotate', delayMs: [0, 1_000] },
  idle: { reason: 'rotate', delayMs: [0, 1_000] },
  slow: { reason: 'slow', delayMs: [1_000, 5_000] },
  flooding: { reason: 'too_many_requests', delayMs: [5_000, 30_000] },
  'bad-frame': { reason: 'bad_request' },
  lost: { reason: 'shutdown', delayMs: [0, 3_000] },
  away: { reason: 'unavailable', delayMs: [1_000, 10_000] },
  expired: { reason: 'expired', delayMs: [0, 1_000] },
  crowded: { reason: 'too_many_connections' },
  ended: { reason: 'revoked' },
}

/** A goodbye that says what to do, and the code that says it once more. */
export function farewell(cause: FarewellCause): Required<Farewell> {
  const { reason, delayMs } = words[cause]
  return { code: hubCloses[reason], reason, frame: goodbye(reason, delayMs) }
}

/** End a connection of somebody else, with a goodbye. */
export function dismiss(c: EventContext, connectionId: string, cause: FarewellCause): Later<void> {
  const { code, reason, frame } = farewell(cause)
  return after(c.send(connectionId, frame), () => c.close(connectionId, code, reason))
}

/** End a connection, with a goodbye. */
export function cutOff(c: Context, cause: FarewellCause): Later<void> {
  const { code, reason, frame } = farewell(cause)
  return after(c.reply(frame), () => c.close(c.connectionId, code, reason))
}
