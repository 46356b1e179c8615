import { compileConditions } from '../../integration/policy-conditions.ts'
import { type Fields, isFields } from '../template/index.ts'

export type { ConditionKeys } from '../../integration/policy-conditions.ts'

/** How an operator on ARNs reads here: like one on texts, so that `*` goes across `:`. */
const arnOperators: Readonly<Record<string, string>> = {
  ArnEquals: 'StringLike',
  ArnLike: 'StringLike',
  ArnNotEquals: 'StringNotLike',
  ArnNotLike: 'StringNotLike',
}

/** Compile the `Condition` of a statement. Throws for an operator that is not known. */
export function compileCondition(block: unknown): ReturnType<typeof compileConditions> {
  if (!isFields(block)) return compileConditions(block)
  const conditions = Object.entries(block).map(([operator, keys]) =>
    compileConditions({ [readable(operator)]: keys } satisfies Fields),
  )
  return (keys) => conditions.every((condition) => condition(keys))
}

function readable(operator: string): string {
  const [, name = '', optional = ''] = /^(.*?)(IfExists)?$/.exec(operator) ?? []
  return `${arnOperators[name] ?? name}${optional}`
}
