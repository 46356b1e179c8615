import type { FunctionSpec, Invoked, Log } from '../core/index.ts'
import { type FunctionLogLine, functionOutput } from './function-output.ts'
import { FunctionPool, type PoolEvent } from './function-pool.ts'
import type { HostedOptions } from './hosted-options.ts'
import type { LogLevel } from './log-budget.ts'
import type { Pending } from './pending.ts'

const defaultMaxEnvironments = 8

/** The environments of one function, with what they log and what happens to them told to whom it concerns. */
export function openPool(
  options: HostedOptions,
  spec: FunctionSpec,
  onSettled: (pending: Pending, invoked: Invoked) => void,
): FunctionPool {
  const { clock, log, environment, server, onLog = logTo(log) } = options
  return new FunctionPool({
    clock,
    spec,
    environment,
    ...(server !== undefined && { server }),
    maxEnvironments: options.maxEnvironments ?? defaultMaxEnvironments,
    output: functionOutput(spec.name, clock, onLog),
    onSettled,
    onEvent: (event) => tell(options, spec, event),
  })
}

function tell({ log, onLoadFailed }: HostedOptions, spec: FunctionSpec, event: PoolEvent): void {
  const { name } = spec
  if (event.kind === 'not-started') {
    const [errorType, errorMessage] = event.problem
    log.error({ function: name, errorType }, `function ${name} does not load: ${errorMessage}`)
    onLoadFailed?.({ name, errorType, errorMessage })
  } else if (event.kind === 'lost') {
    log.warn({ function: name }, `an environment of ${name} ended between two invocations: ${event.reason}`)
  } else if (event.kind === 'too-large') {
    log.warn(
      { function: name, mb: Math.round(event.mb), memoryMb: spec.memoryMb },
      `an environment of ${name} takes more memory than it may: it is replaced`,
    )
  } else {
    log.debug({ function: name }, `all environments of ${name} are busy: invocations share them`)
  }
}

const methods = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, keyof Log>

function logTo(log: Log): (line: FunctionLogLine) => void {
  return ({ name, requestId, level, message }) => {
    log[methods[level]]({ function: name, ...(requestId !== undefined && { requestId }) }, message)
  }
}
