/** How an invocation ended. */
export type Outcome =
  | { readonly kind: 'returned'; readonly result: unknown }
  | {
      readonly kind: 'failed'
      readonly errorType: string
      readonly errorMessage: string
      /** Where it was thrown: lines as in the `stack` of an error. */
      readonly stackTrace?: readonly string[]
    }

/** An invocation of a function that has ended. */
export interface InvocationRecord {
  readonly name: string
  readonly requestId: string
  /** JSON. */
  readonly event: string
  readonly invoked: Outcome
  readonly durationMs: number
  /** Its environment was started for it. */
  readonly isCold: boolean
}

/** What a function has written, on one line or several. */
export interface FunctionLogLine {
  readonly name: string
  /** Missing where nobody knows which invocation it was. */
  readonly requestId?: string
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
}

/** The time of who shows them. */
export interface ViewClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Call `task` once, `delayMs` from now, unless the returned function is called first. */
  after(delayMs: number, task: () => void): () => void
}
