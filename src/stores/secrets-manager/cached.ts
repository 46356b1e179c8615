import type { Clock } from '../../core/ports/clock.ts'

export interface Cached<T> {
  /** What was read `cacheMs` ago or later; else it is read. Who asks while it is read gets the same answer. */
  get(): Promise<T>
  /** Read it the next time. What is being read now is not taken. */
  forget(): void
  /** Read it the next time, unless it was read within the last `ms` milliseconds or is being read. */
  forgetOlder(ms: number): void
}

/** What `read` gives, kept for a time. What fails is not kept. */
export function cached<T>(read: () => Promise<T>, cacheMs: number, clock: Pick<Clock, 'now'>): Cached<T> {
  let kept: { readonly value: T; readonly readAt: number } | undefined
  let reading: Promise<T> | undefined

  async function readNow(): Promise<T> {
    const readAt = clock.now()
    const mine = read()
    reading = mine
    try {
      const value = await mine
      // One that was forgotten meanwhile may be older than what made somebody forget it.
      if (reading === mine) kept = { value, readAt }
      return value
    } finally {
      if (reading === mine) reading = undefined
    }
  }

  return {
    async get() {
      if (kept !== undefined && clock.now() - kept.readAt < cacheMs) return kept.value
      return reading ?? readNow()
    },
    forget() {
      reading = undefined
      kept = undefined
    },
    forgetOlder(ms) {
      if (kept !== undefined && clock.now() - kept.readAt >= ms) kept = undefined
    },
  }
}
