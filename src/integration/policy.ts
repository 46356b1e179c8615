import { isObject } from './is-object.ts'
import { type Condition, type ConditionKeys, compileConditions } from './policy-conditions.ts'
import { PolicyProblem, texts } from './policy-problem.ts'
import { matchesWildcard } from './wildcard.ts'

export interface PolicyRequest {
  readonly action: 'execute-api:Invoke'
  /** An ARN. */
  readonly resource: string
  readonly keys: ConditionKeys
}

/**
 * What an IAM policy says of a request. A `Deny` that applies wins; where nothing applies, it is denied too. In
 * patterns `*` goes across `:` and `/`. One statement that cannot be read makes all of the policy invalid, whether it
 * would apply or not, so that a mistake in a `Deny` never lets anybody in. Variables (`${aws:username}`) are not
 * filled in, and `Principal` is not looked at.
 */
export function evaluatePolicy(
  document: unknown,
  request: PolicyRequest,
): 'allow' | 'deny' | { readonly invalid: string } {
  const statements = readStatements(document)
  if ('invalid' in statements) return statements
  const applying = statements.list.filter((statement) => applies(statement, request))
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow') ? 'allow' : 'deny'
}

interface Statement {
  readonly effect: 'Allow' | 'Deny'
  isAction(action: string): boolean
  isResource(resource: string): boolean
  readonly isMet: Condition
}

function applies({ isAction, isResource, isMet }: Statement, request: PolicyRequest): boolean {
  return isAction(request.action) && isResource(request.resource) && isMet(request.keys)
}

function readStatements(
  document: unknown,
): { readonly list: readonly Statement[] } | { readonly invalid: string } {
  const given = isObject(document) ? document.Statement : undefined
  if (given === undefined || given === null) return { invalid: 'the policy document has no Statement' }
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  const read: Statement[] = []
  for (const [index, statement] of list.entries()) {
    try {
      read.push(readStatement(statement))
    } catch (error) {
      if (!(error instanceof PolicyProblem)) throw error
      return { invalid: `statement ${index + 1} of the policy is invalid: ${error.message}` }
    }
  }
  return { list: read }
}

function readStatement(statement: unknown): Statement {
  if (!isObject(statement)) throw new PolicyProblem('it is no object')
  const effect = statement.Effect
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyProblem('its Effect is neither Allow nor Deny')
  const isAction = readPatterns(statement, 'Action')
  return {
    effect,
    isAction: (action) => isAction(action.toLowerCase()),
    isResource: readPatterns(statement, 'Resource'),
    isMet: compileConditions(statement.Condition),
  }
}

function readPatterns(
  statement: Readonly<Record<string, unknown>>,
  name: 'Action' | 'Resource',
): (text: string) => boolean {
  const { [name]: wanted, [`Not${name}`]: unwanted } = statement
  if (wanted !== undefined && unwanted !== undefined) {
    throw new PolicyProblem(`it has both ${name} and Not${name}`)
  }
  if (wanted === undefined && unwanted === undefined) throw new PolicyProblem(`it has no ${name}`)
  const given = wanted === undefined ? texts(unwanted, `Not${name}`) : texts(wanted, name)
  const patterns = name === 'Action' ? given.map((pattern) => pattern.toLowerCase()) : given
  return (text) => patterns.some((pattern) => matchesWildcard(pattern, text)) === (wanted !== undefined)
}
