import type { Problem } from './fault.ts'

/** The part of a TypeBox validation error that is used here. */
interface ValidationError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

/** The first thing that is wrong with a body, in words a client's author can act on. */
export function firstProblem(errors: readonly ValidationError[]): Problem {
  const [error] = errors
  if (error === undefined) return { field: '', why: 'is not valid' }
  const field = error.instancePath.slice(1).replaceAll('/', '.')
  const missing = missingProperty(error.params)
  if (missing === undefined)
    return { field, why: error.keyword === 'boolean' ? 'is not allowed' : error.message }
  return { field: field === '' ? missing : `${field}.${missing}`, why: 'is missing' }
}

function missingProperty(params: object): string | undefined {
  const names: unknown = Reflect.get(params, 'requiredProperties')
  const [first] = Array.isArray(names) ? names : []
  return typeof first === 'string' ? first : undefined
}
