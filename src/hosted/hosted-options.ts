import type { Clock, FunctionSpec, Invoked, Log } from '../core/index.ts'
import type { FunctionLogLine } from './function-output.ts'
import type { OwnServer } from './wire.ts'

export interface HostedOptions {
  readonly clock: Clock
  readonly log: Log
  /** Variables that a function has besides its own, which go before them. Asked when an environment starts. */
  readonly environment: (spec: FunctionSpec) => Readonly<Record<string, string>>
  /**
   * Where the server is, and what handlers call it: what they send there goes there, whatever DNS says of the name, and
   * without TLS if the server has none. Asked when an environment starts.
   */
  readonly server?: () => OwnServer
  /** Processes of one function at once. The default is 8. */
  readonly maxEnvironments?: number
  /** Told of every invocation when it has ended. */
  readonly onInvoked?: (record: InvocationRecord) => void
  /** What functions log. The default is the log. */
  readonly onLog?: (line: FunctionLogLine) => void
  /** Told whenever the code of a function does not load. */
  readonly onLoadFailed?: (failure: LoadFailure) => void
}

export interface InvocationRecord {
  /** Of the function. */
  readonly name: string
  readonly requestId: string
  /** JSON. */
  readonly event: string
  readonly invoked: Invoked
  /** From the moment that an environment had it; what it waited for one is in `waitedMs`. */
  readonly durationMs: number
  readonly waitedMs: number
  /** Whether it is the first of its environment. */
  readonly isCold: boolean
}

export interface LoadFailure {
  /** Of the function. */
  readonly name: string
  /** Lambda's name for it (`Runtime.ImportModuleError`), or the class of an error that the code throws. */
  readonly errorType: string
  readonly errorMessage: string
}

export interface LoadOutcome {
  /** Of the function. */
  readonly name: string
  /** What is wrong with the code. */
  readonly problem?: string
}

export interface HostedCounts {
  /** Processes now. */
  readonly environments: number
  /** Invocations now: those that run and those that wait. */
  readonly running: number
  readonly waiting: number
  /** Since the start. */
  readonly invocations: number
  readonly failures: number
}
