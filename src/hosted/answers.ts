import type { Invoked } from '../core/index.ts'
import { failure, type Pending } from './pending.ts'
import { isProblem, type Problem, parse } from './wire.ts'

/** What environments write, as what it means. `undefined`: it is nothing that a runtime of ours would write. */
export function returned(json: string): Invoked | undefined {
  const result = parse(json)
  return result === undefined ? undefined : { kind: 'returned', result }
}

export function failed(json: string): Invoked | undefined {
  const problem = problemIn(json)
  return problem === undefined ? undefined : failure(...problem)
}

export function problemIn(json: string): Problem | undefined {
  const problem = parse(json)
  return isProblem(problem) ? problem : undefined
}

export function exited({ requestId }: Pending, reason: string): Invoked {
  return failure('Runtime.ExitError', `RequestId: ${requestId} Error: ${reason}`)
}

/** An environment that ended before its handler was loaded. */
export function exitProblem(reason: string): Problem {
  return ['Runtime.ExitError', `Error: ${reason}`]
}
