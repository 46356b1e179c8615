import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { CognitoProblem, violation } from './cognito-problem.ts'
import type { UserPool } from './user-pool.ts'

/** Something that the pool can be asked for over HTTP. */
export interface Operation {
  /** Whether only who may manage the server may ask for it. */
  readonly isForAdmins: boolean
  /** Answer a body of any kind. Throws `CognitoProblem`. */
  run(pool: UserPool, body: unknown): Promise<object>
}

type Run<Body> = (pool: UserPool, body: Body) => Promise<object>

/** An operation that anybody may ask for: what it needs to know is in the body. */
export function publicOperation<S extends TSchema>(schema: S, run: Run<Static<S>>): Operation {
  return { isForAdmins: false, run: checked(schema, run) }
}

export function adminOperation<S extends TSchema>(schema: S, run: Run<Static<S>>): Operation {
  return { isForAdmins: true, run: checked(schema, run) }
}

function checked<S extends TSchema>(schema: S, run: Run<Static<S>>): Run<unknown> {
  const validator = Compile(schema)
  return async (pool, body) => {
    if (!validator.Check(body)) throw problemOf(validator.Errors(body))
    return run(pool, body)
  }
}

/** The part of a TypeBox validation error that is used here. */
interface ValidationError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

function problemOf(errors: readonly ValidationError[]): CognitoProblem {
  const [error] = errors
  if (error?.keyword === 'required') {
    const names: unknown = Reflect.get(error.params, 'requiredProperties')
    const [name] = Array.isArray(names) ? names : []
    return violation(memberName(`${error.instancePath}/${name}`), 'not be null')
  }
  if (error === undefined || error.keyword === 'type') {
    return new CognitoProblem('SerializationException', 'A member of the request has the wrong type.')
  }
  return violation(memberName(error.instancePath), 'satisfy the constraints of the API')
}

/** `/UserAttributes/0/Name` as services name it: `userAttributes.1.member.name`. */
function memberName(path: string): string {
  const names = path.split('/').filter((name) => name !== '')
  return names.map((name) => (/^\d+$/.test(name) ? `${Number(name) + 1}.member` : lowerFirst(name))).join('.')
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
