/** Something to do soon, by whoever gets it. */
export interface Job {
  /** JSON, of 200,000 bytes at most. */
  readonly body: string
  /** Whole seconds that it waits first; 900 at most. */
  readonly delaySeconds?: number
}

/** A queue of work. What it has accepted is done at least once; in which order is not said. */
export interface Jobs {
  /** Resolves when all are accepted. Rejects with `Unavailable` if some may not be. */
  send(jobs: readonly Job[]): Promise<void>
}
