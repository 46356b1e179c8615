import type { Invoked } from '../core/index.ts'
import type { FunctionLogLine, InvocationRecord, LoadOutcome } from '../hosted/index.ts'
import type { Aws } from './services/index.ts'

/** Where one WebSocket API is served. */
export interface RehearsedApi {
  readonly name: string
  /** Of API Gateway. */
  readonly id: string
  readonly stage: string
  readonly paths: readonly [string, ...string[]]
}

/** What CDK synthesized, running. */
export interface Rehearsal {
  /** Without a slash at the end. */
  readonly url: string
  readonly wsUrl: string
  readonly port: number
  readonly apis: readonly RehearsedApi[]
  /** The stand-ins for AWS's services, with what the templates say. */
  readonly aws: Aws
  /** `label`: what it is called in its stack. */
  readonly functions: readonly { readonly name: string; readonly label: string }[]
  readonly notRun: readonly { readonly name: string; readonly why: string }[]
  readonly schedules: readonly { readonly name: string; readonly expression: string }[]
  connections(): number
  /** By name, ARN or short name (`GenerateKeys`). Rejects with a `RehearsalProblem` for one that is not there. */
  invoke(name: string, payload?: unknown): Promise<Invoked>
  /** Run everything that runs by the clock, now. */
  runSchedules(): Promise<void>
  /**
   * When no function runs, no queue that a function reads holds a message, and no event is on its way. What fails for good
   * is waited for until it is a dead letter; what a queue is to hold back for more than two minutes is not waited for.
   */
  settled(): Promise<void>
  /** Load every function. Never rejects. */
  warm(): Promise<readonly LoadOutcome[]>
  /** Commands to stand-ins by service, command and resource. */
  counts(): Readonly<Record<string, number>>
  /** What functions asked for and their roles do not allow, in AWS's words. */
  denied(): readonly string[]
  /** What functions logged: the last 10,000 lines. */
  logs(): readonly FunctionLogLine[]
  /** Invocations so far: the last 10,000. */
  invocations(): readonly InvocationRecord[]
  /** Close the connections, end the functions and the stand-ins. Calling it again waits for the same end. */
  stop(): Promise<void>
}
