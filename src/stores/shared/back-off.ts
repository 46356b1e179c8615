import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'

export interface BackOffOptions {
  readonly clock: Clock
  readonly ids: Ids
  /** How long the first wait may be, in milliseconds. It doubles with each failure. */
  readonly baseMs: number
  /** How long any wait may be. */
  readonly maxMs: number
}

/**
 * Wait after `failures` failures in a row: for a time that is drawn evenly from all that it may be, so that of many that
 * were refused in one moment not all come back in one. It is over at once when `signal` aborts.
 */
export function backOff(failures: number, options: BackOffOptions, signal?: AbortSignal): Promise<void> {
  const { clock, ids, baseMs, maxMs } = options
  const share = Number(ids.draw('0123456789', 4)) / 9_999
  const delayMs = Math.round(Math.min(baseMs * 2 ** (failures - 1), maxMs) * share)
  return new Promise((resolve) => {
    const end = (): void => {
      callOff()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const callOff = clock.after(delayMs, end)
    signal?.addEventListener('abort', end)
  })
}
