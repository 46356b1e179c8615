import type { Clock, Ids, Invoke, Invoked, Log } from '../../core/index.ts'
import {
  type FunctionLogLine,
  type HostedFunctions,
  hostedFunctions,
  type InvocationRecord,
  type OwnServer,
} from '../../hosted/index.ts'
import { unqualified } from '../arns.ts'
import { RehearsalProblem } from '../problem.ts'
import type { Aws } from '../services/index.ts'
import type { Resource } from '../template/index.ts'
import { functionResources } from './function-resources.ts'
import { functionVariables } from './function-variables.ts'

export interface RunFunctionsOptions {
  readonly aws: Aws
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Where functions reach the server that calls them. */
  readonly server: () => OwnServer
  /** With what the function is called in its stack: `chat Routes`. */
  readonly onLog: (line: FunctionLogLine, label: string) => void
  readonly onInvoked?: ((record: InvocationRecord) => void) | undefined
}

/** The functions of the templates, in processes of their own. */
export interface RunFunctions {
  readonly notRun: readonly { readonly name: string; readonly why: string }[]
  /** By ARN, also one with a version. Throws a `RehearsalProblem` for one that is not in the templates or not run. */
  get(arn: string): RunFunction
  find(arn: string): RunFunction | undefined
  readonly all: readonly RunFunction[]
  readonly hosted: HostedFunctions
}

export interface RunFunction {
  readonly resource: Resource
  readonly name: string
  /** What it is called in its stack: `chat Routes`. */
  readonly label: string
  readonly timeoutMs: number
  /** With an event as JSON. */
  call(event: string): Promise<Invoked>
  readonly invoke: Invoke
}

/** `serverless/chat/Routes/Function/Resource` is `chat Routes`. */
function labelOf(path: string): string {
  const parts = path.split('/').slice(1)
  return parts.filter((part) => part !== 'Function' && part !== 'Resource').join(' ') || path
}

export function runFunctions(options: RunFunctionsOptions): RunFunctions {
  const { aws, clock, ids, log, server, onLog, onInvoked } = options
  const resources = functionResources(aws.model)
  const byName = new Map(resources.map(({ resource }) => [resource.name, resource]))
  const hosted = hostedFunctions({
    clock,
    log,
    server,
    onLog: (line) => onLog(line, labelOf(byName.get(line.name)?.path ?? line.name)),
    ...(onInvoked && { onInvoked }),
    environment: ({ name }) => {
      const resource = byName.get(name)
      if (resource === undefined) throw new RehearsalProblem(`${name} is in no template`)
      return functionVariables(aws.credentialsOf(resource), aws.url, process.env)
    },
  })
  const all = resources.flatMap((one): RunFunction[] => {
    if ('notRun' in one) return []
    const { resource, spec } = one
    const invoke = hosted.open(spec)
    const call = (event: string): Promise<Invoked> => invoke({ requestId: ids.uuid(), event })
    return [
      { resource, name: spec.name, label: labelOf(resource.path), timeoutMs: spec.timeoutMs, invoke, call },
    ]
  })
  const byArn = new Map(all.map((one) => [one.resource.arn, one]))
  const find = (arn: string): RunFunction | undefined => byArn.get(unqualified(arn))
  return {
    hosted,
    all,
    notRun: resources.flatMap((one) =>
      'notRun' in one ? [{ name: one.resource.name, why: one.notRun }] : [],
    ),
    find,
    get(arn) {
      const found = find(arn)
      if (found === undefined)
        throw new RehearsalProblem(`${arn} is no function of the templates that is run`)
      return found
    },
  }
}
