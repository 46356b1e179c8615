import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { RehearsalProblem } from './problem.ts'
import type { Resource } from './template/index.ts'

/**
 * Reads the properties of a resource that somebody here acts on. It throws a `RehearsalProblem` that names the resource
 * and the property when they have another shape.
 */
export function reader<T extends TSchema>(schema: T): (resource: Resource) => Static<T> {
  const shape = Compile(schema)
  return ({ properties, path, type }) => {
    if (shape.Check(properties)) return properties
    const [first] = shape.Errors(properties)
    throw new RehearsalProblem(`${path} (${type}): ${first?.instancePath ?? ''} ${first?.message ?? ''}`)
  }
}
