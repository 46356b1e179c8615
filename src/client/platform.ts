/** What the client takes from where it runs. */
export interface Platform {
  /** Milliseconds since 1970. */
  now(): number
  /** Call `task` once, `delayMs` from now, unless the returned function is called first. */
  after(delayMs: number, task: () => void): () => void
  /** From 0 up to 1. */
  random(): number
  /** A new idempotency key, of 64 characters at most. */
  key(): string
  /** Call `look` when the line may have come back or gone, until the returned function is called. */
  watch(look: (isBack: boolean) => void): () => void
}

/** Timers hold no more; a longer one would end at once. */
const longestMs = 2 ** 31 - 1

export const systemPlatform: Platform = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, Math.min(delayMs, longestMs))
    return () => clearTimeout(timer)
  },
  random: Math.random,
  key: randomKey,
  watch(look) {
    if (typeof document === 'undefined') return () => {}
    const stopping = new AbortController()
    const { signal } = stopping
    const back = (): void => {
      if (!document.hidden) look(true)
    }
    addEventListener('online', back, { signal })
    addEventListener('offline', () => look(false), { signal })
    document.addEventListener('visibilitychange', back, { signal })
    return () => stopping.abort()
  },
}

function randomKey(): string {
  // Pages without TLS have no `randomUUID`.
  return crypto.randomUUID?.() ?? `${Math.random()}-${Math.random()}`
}
