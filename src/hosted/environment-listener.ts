import type { Invoked } from '../core/index.ts'
import type { Pending } from './pending.ts'
import type { Problem } from './wire.ts'

/** What is told of an environment. */
export interface EnvironmentListener {
  /** The handler is loaded: it can be given invocations. */
  onReady(): void
  /** It has answered, and may be given more if there is room. */
  onFree(): void
  /** It has not begun these, and will not. */
  onGivenBack(unbegun: readonly Pending[]): void
  /** It has answered a `ping`. */
  onHere(): void
  onSettled(pending: Pending, invoked: Invoked): void
  /** An entry of its console as JSON, how many more there were, or a line of what else the process writes. */
  onOutput(kind: OutputKind, text: string): void
  /** It gets nothing more. Told once, before `onEnded`. */
  onLeaving(): void
  /** The process is gone. Told once. */
  onEnded(ending: Ending): void
}

export type OutputKind = 'entry' | 'dropped' | 'stdout' | 'stderr'

export interface Ending {
  readonly wasReady: boolean
  /** Why it was never ready, unless that is because it was ended. */
  readonly problem?: Problem
  /** In Lambda's words, when it ended by itself between two invocations. */
  readonly unexpected?: string
  /** Invocations that it never saw: another one can have them. */
  readonly unbegun: readonly Pending[]
}
