import { matchesWildcard } from '../../integration/wildcard.ts'
import { type Fields, fieldsOf, isFields, listOf, textsOf } from '../template/index.ts'
import { type ConditionKeys, compileCondition } from './conditions.ts'

/** Who asks: a function in its role, or a service of AWS. */
export type Principal =
  | {
      readonly kind: 'role'
      readonly roleArn: string
      readonly sessionArn: string
      readonly accountId: string
    }
  /** `events.amazonaws.com`. */
  | { readonly kind: 'service'; readonly name: string }

export interface Request {
  readonly principal: Principal
  /** `dynamodb:Query`. */
  readonly action: string
  /** An ARN, or `*` for actions on no resource. */
  readonly resource: string
  /** In lower case: `aws:sourcearn`. */
  readonly keys: ConditionKeys
}

/** One statement of a policy. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  applies(request: Request): boolean
}

/**
 * Read a policy document. Statements of policies on resources have a principal; those of roles have none, and are about
 * whoever has the role. Throws for what cannot be read: a mistake in a `Deny` must not let anybody in.
 */
export function readStatements(document: unknown, policy: string, isTrust = false): readonly Statement[] {
  return listOf(fieldsOf(document).Statement).map((statement, at) => {
    try {
      // What a trust policy is about goes without saying.
      return readStatement({ ...(isTrust ? { Resource: '*' } : {}), ...fieldsOf(statement) })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`statement ${at + 1} of ${policy} cannot be read: ${reason}`)
    }
  })
}

function readStatement(statement: Fields): Statement {
  const { Effect: effect, Condition: condition } = statement
  if (effect !== 'Allow' && effect !== 'Deny') throw new Error('its Effect is neither Allow nor Deny')
  const isAction = readPatterns(statement, 'Action')
  const isResource = readPatterns(statement, 'Resource')
  const isPrincipal = readPrincipals(statement)
  const isMet = compileCondition(condition)
  return {
    effect,
    applies: ({ principal, action, resource, keys }) =>
      isPrincipal(principal, effect) && isAction(action.toLowerCase()) && isResource(resource) && isMet(keys),
  }
}

function readPatterns(statement: Fields, name: 'Action' | 'Resource'): (text: string) => boolean {
  const { [name]: wanted, [`Not${name}`]: unwanted } = statement
  if (wanted !== undefined && unwanted !== undefined) throw new Error(`it has both ${name} and Not${name}`)
  const given = textsOf(wanted ?? unwanted)
  if (given.length === 0) throw new Error(`it has no ${name}`)
  const variable = given.find((pattern) => pattern.includes('${'))
  if (variable !== undefined) throw new Error(`variables of policies are not known here: ${variable}`)
  const patterns = name === 'Action' ? given.map((pattern) => pattern.toLowerCase()) : given
  return (text) => patterns.some((pattern) => matchesWildcard(pattern, text)) === (wanted !== undefined)
}

type IsPrincipal = (principal: Principal, effect: Statement['effect']) => boolean

function readPrincipals({ Principal: given, NotPrincipal: unwanted }: Fields): IsPrincipal {
  if (unwanted !== undefined) throw new Error('NotPrincipal is not known here')
  if (given === undefined || given === '*') return () => true
  if (!isFields(given)) throw new Error('its Principal is neither * nor an object')
  const services = textsOf(given.Service)
  const accounts = textsOf(given.AWS)
  return (principal, effect) => {
    if (principal.kind === 'service') return services.includes(principal.name) || accounts.includes('*')
    const { roleArn, sessionArn, accountId } = principal
    if (accounts.some((name) => [roleArn, sessionArn, '*'].includes(name))) return true
    // To allow an account is to leave it to the account's own policies.
    const isAccount = accounts.some((name) => [accountId, `arn:aws:iam::${accountId}:root`].includes(name))
    return effect === 'Deny' && isAccount
  }
}

/** What policies say of a request, and in which of them it is forbidden. */
export type Decision = 'allow' | 'implicit-deny' | 'denied-by-role' | 'denied-by-resource'

/** In one account, a role's policies or those of the resource may allow; a `Deny` of either wins. */
export function decide(
  request: Request,
  policies: { readonly role: readonly Statement[]; readonly resource: readonly Statement[] },
): Decision {
  const role = policies.role.filter((statement) => statement.applies(request))
  const resource = policies.resource.filter((statement) => statement.applies(request))
  if (role.some(isDeny)) return 'denied-by-role'
  if (resource.some(isDeny)) return 'denied-by-resource'
  return role.length + resource.length > 0 ? 'allow' : 'implicit-deny'
}

const isDeny = ({ effect }: Statement): boolean => effect === 'Deny'

/** AWS's words for a request that is not allowed. */
export function refusalOf(
  { principal, action, resource }: Request,
  decision: Exclude<Decision, 'allow'>,
): string {
  const who = principal.kind === 'role' ? principal.sessionArn : principal.name
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${reasons[decision](action)}`
}

const reasons: Readonly<Record<Exclude<Decision, 'allow'>, (action: string) => string>> = {
  'implicit-deny': (action) => `because no identity-based policy allows the ${action} action`,
  'denied-by-role': () => 'with an explicit deny in an identity-based policy',
  'denied-by-resource': () => 'with an explicit deny in a resource-based policy',
}
