import { after, type Later } from '../core/later.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Rates } from '../core/ports/rates.ts'
import { sharedWindow } from './shared-window.ts'

export interface RateLimit {
  /** Count one request of `client`: 0 if it may pass, else the milliseconds until it may try again. */
  take(client: string): Later<number>
}

export interface RateLimitOptions {
  readonly clock: Clock
  /** Requests of one client in a window. Default 1,000: the firewall rule in front of the API that clients know. */
  readonly limit?: number
  /** Default 5 minutes, from a client's first request on. */
  readonly windowMs?: number
  /** How many clients are remembered, about 100 bytes each. With more, the oldest window is forgotten. Default 100,000. */
  readonly maxClients?: number
  /** Where several nodes count together, and under which name. While that is away, what this node counts holds alone. */
  readonly shared?: { readonly rates: Rates; readonly name: string } | undefined
  /** Told of each request that may not pass. */
  readonly onLimited?: (() => void) | undefined
}

interface Window {
  readonly endsAt: number
  count: number
}

export function rateLimit(options: RateLimitOptions): RateLimit {
  const { clock, limit = 1_000, windowMs = 300_000, maxClients = 100_000, shared, onLimited } = options
  const takeOfAll = shared && sharedWindow({ ...shared, clock, limit, windowMs })
  // All windows are of one length and a new one goes to the end, so the first is always the next to end.
  const windows = new Map<string, Window>()

  function forget(now: number): void {
    for (const [client, { endsAt }] of windows) {
      if (endsAt > now && windows.size < maxClients) return
      windows.delete(client)
    }
  }

  function takeHere(client: string): number {
    const now = clock.now()
    const known = windows.get(client)
    if (known === undefined || known.endsAt <= now) {
      windows.delete(client)
      forget(now)
      windows.set(client, { endsAt: now + windowMs, count: 1 })
      return 0
    }
    known.count += 1
    return known.count <= limit ? 0 : known.endsAt - now
  }

  function told(waitMs: number): number {
    if (waitMs > 0) onLimited?.()
    return waitMs
  }

  return {
    take(client) {
      const waitMs = takeHere(client)
      return waitMs > 0 || takeOfAll === undefined ? told(waitMs) : after(takeOfAll(client), told)
    },
  }
}
