import type { FunctionSpec } from '../core/index.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Where the program of an environment is, for functions that look there. */
export interface Places {
  readonly runtimeFolder: string
  readonly taskFolder: string
}

/**
 * The variables of a function's environment: the server's own but for what is the server's business, then what every
 * function has, then the function's, then Lambda's.
 */
export function variables(own: Variables, common: Variables, spec: FunctionSpec, places: Places): Variables {
  const major = process.versions.node.split('.')[0]
  return {
    TZ: ':UTC',
    // Tracers look for it; nothing of ours is traced.
    _X_AMZN_TRACE_ID: 'Root=1-00000000-000000000000000000000000;Sampled=0',
    ...Object.fromEntries(Object.entries(own).filter(([name]) => isForFunctions(name))),
    ...common,
    ...spec.environment,
    _HANDLER: spec.handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${major}.x`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    LAMBDA_RUNTIME_DIR: places.runtimeFolder,
    LAMBDA_TASK_ROOT: places.taskFolder,
  }
}

/** Options of the server's Node, and its secrets, are not the function's. */
function isForFunctions(name: string): boolean {
  return !name.startsWith('STOA_') && name !== 'NODE_OPTIONS' && !name.startsWith('NODE_CHANNEL_')
}
