/** Time, as an argument, so that no test has to sleep. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Call `task` every `periodMs` until the returned function is called. Never keeps the process alive. */
  every(periodMs: number, task: () => void): () => void
  /**
   * Call `task` once, `delayMs` from now, unless the returned function is called first. Somebody waits for it, so
   * it keeps the process alive until then.
   */
  after(delayMs: number, task: () => void): () => void
}
