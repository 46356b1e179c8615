import { addressRange } from './cidr.ts'
import { isObject } from './is-object.ts'
import { PolicyProblem, texts } from './policy-problem.ts'
import { matchesWildcard } from './wildcard.ts'

/** What is known of a request under the keys of policies, which are in lower case here: `aws:sourceip`. */
export type ConditionKeys = ReadonlyMap<string, string>

/** Whether a request meets a condition. */
export type Condition = (keys: ConditionKeys) => boolean

/** Compile one value of an operator: what a request's value has to be. `undefined`: it cannot be read. */
type Compile = (wanted: string) => ((given: string) => boolean) | undefined

interface Operator {
  readonly compile: Compile
  /** The values are what must not be; a key that is absent is not. */
  readonly isNegated: boolean
}

const positive = (compile: Compile): Operator => ({ compile, isNegated: false })
const negative = (compile: Compile): Operator => ({ compile, isNegated: true })

const equals: Compile = (wanted) => (given) => given === wanted
const equalsIgnoreCase: Compile = (wanted) => (given) => given.toLowerCase() === wanted.toLowerCase()
const isBoolean = (text: string): boolean => /^(?:true|false)$/i.test(text)
const sameBoolean: Compile = (wanted) => (isBoolean(wanted) ? equalsIgnoreCase(wanted) : undefined)
const like: Compile = (wanted) => (given) => matchesWildcard(wanted, given)

type Compare = (given: number, wanted: number) => boolean

const compared =
  (read: (text: string) => number, compare: Compare): Compile =>
  (wanted) => {
    const limit = read(wanted)
    return Number.isNaN(limit) ? undefined : (given) => compare(read(given), limit)
  }

const comparisons: readonly (readonly [name: string, compare: Compare])[] = [
  ['LessThan', (given, wanted) => given < wanted],
  ['LessThanEquals', (given, wanted) => given <= wanted],
  ['GreaterThan', (given, wanted) => given > wanted],
  ['GreaterThanEquals', (given, wanted) => given >= wanted],
]

const ordered = (prefix: string, read: (text: string) => number): [string, Operator][] => {
  const same = compared(read, (given, wanted) => given === wanted)
  return [
    [`${prefix}Equals`, positive(same)],
    [`${prefix}NotEquals`, negative(same)],
    ...comparisons.map(([name, compare]): [string, Operator] => [
      `${prefix}${name}`,
      positive(compared(read, compare)),
    ]),
  ]
}

const operators = new Map<string, Operator>([
  ['StringEquals', positive(equals)],
  ['StringNotEquals', negative(equals)],
  ['StringEqualsIgnoreCase', positive(equalsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', negative(equalsIgnoreCase)],
  ['StringLike', positive(like)],
  ['StringNotLike', negative(like)],
  ['IpAddress', positive(addressRange)],
  ['NotIpAddress', negative(addressRange)],
  ['Bool', positive(sameBoolean)],
  ...ordered('Numeric', (text) => (text.trim() === '' ? Number.NaN : Number(text))),
  ...ordered('Date', readDate),
])

/** ISO 8601, or seconds since 1970. */
function readDate(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text)
}

/** Compile the `Condition` of a statement: all of it must be met. Throws a `PolicyProblem`. */
export function compileConditions(block: unknown): Condition {
  if (block === undefined) return () => true
  if (!isObject(block)) throw new PolicyProblem('its Condition is no object')
  const conditions = Object.entries(block).flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw new PolicyProblem(`its Condition ${operator} is no object`)
    return Object.entries(keys).map(([key, values]) =>
      compileCondition(operator, key.toLowerCase(), texts(values, `Condition ${operator} of ${key}`)),
    )
  })
  return (keys) => conditions.every((condition) => condition(keys))
}

function compileCondition(name: string, key: string, values: readonly string[]): Condition {
  if (name === 'Null') return isAbsent(key, values)
  const isOptional = name.endsWith('IfExists')
  const operator = operators.get(isOptional ? name.slice(0, -'IfExists'.length) : name)
  if (operator === undefined)
    throw new PolicyProblem(`it has the Condition "${name}", which is not known here`)
  const tests = values.map((value) => {
    const test = operator.compile(value)
    if (test === undefined)
      throw new PolicyProblem(`its Condition ${name} cannot be compared with "${value}"`)
    return test
  })
  return (keys) => {
    const given = keys.get(key)
    if (given === undefined) return isOptional || operator.isNegated
    return tests.some((test) => test(given)) !== operator.isNegated
  }
}

/** `true`: the request has no such key. */
function isAbsent(key: string, values: readonly string[]): Condition {
  const wrong = values.find((value) => !isBoolean(value))
  if (wrong !== undefined) throw new PolicyProblem(`its Condition Null cannot be compared with "${wrong}"`)
  const wanted = values.map((value) => value.toLowerCase())
  return (keys) => wanted.includes(String(!keys.has(key)))
}
