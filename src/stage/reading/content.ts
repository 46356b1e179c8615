import type { Scalar } from 'yaml'
import { type Environment, interpolate } from './interpolate.ts'
import type { Content } from './value.ts'

export interface Unusable {
  readonly problems: readonly string[]
}

/** What a scalar says, with the variables of the environment filled in. */
export function contentOf({ value, source }: Scalar, env: Environment): Content | Unusable {
  if (value === null) return { kind: 'nothing' }
  if (typeof value === 'boolean') return { kind: 'flag', flag: value, source: source ?? String(value) }
  if (typeof value === 'number') return { kind: 'number', number: value, source: source ?? String(value) }
  if (typeof value !== 'string') return { problems: ['such a value has no use here'] }
  const filled = interpolate(value, env)
  if ('problems' in filled) return filled
  return { kind: 'text', text: filled.text, template: filled.isChanged ? value : undefined }
}
