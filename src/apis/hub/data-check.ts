import { Compile, type Validator } from 'typebox/compile'
import { firstProblem } from '../../core/index.ts'
import { HubFailure } from './hub-failure.ts'
import type { Namespace } from './namespaces.ts'
import type { DataCheck } from './publishing.ts'

/** Holds data against the schema of its namespace. The schemas are compiled here, once. */
export function dataCheck(namespaces: Readonly<Record<string, Namespace>>): DataCheck {
  const validators = new Map<Namespace, Validator>()
  for (const namespace of Object.values(namespaces)) {
    if (namespace.data !== undefined) validators.set(namespace, Compile(namespace.data))
  }
  return (rules, data) => {
    const validator = validators.get(rules)
    if (validator === undefined || validator.Check(data)) return
    const { field, why } = firstProblem(validator.Errors(data))
    const path = field === '' ? 'data' : `data.${field}`
    throw new HubFailure('bad_request', `Change ${path}: it ${why}`, { details: [{ path, rule: why }] })
  }
}
