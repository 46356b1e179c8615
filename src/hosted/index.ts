export type { FunctionLogLine } from './function-output.ts'
export { type HostedFunctions, hostedFunctions } from './hosted-functions.ts'
export type {
  HostedCounts,
  HostedOptions,
  InvocationRecord,
  LoadFailure,
  LoadOutcome,
} from './hosted-options.ts'
export type { LogLevel } from './log-budget.ts'
export type { OwnServer } from './wire.ts'
