import { matchesWildcard } from '../../integration/wildcard.ts'
import { type Fields, isFields, listOf } from '../template/index.ts'

/** Whether an event is of a pattern. */
export type Matches = (event: unknown) => boolean

/** Compile an event pattern of EventBridge. Throws for what is not known here. */
export function eventPattern(pattern: unknown): Matches {
  if (!isFields(pattern)) throw new Error('an event pattern is an object')
  const fields = Object.entries(pattern).map(([name, wanted]) => compileField(name, wanted))
  return (event) => fields.every((matches) => matches(event))
}

function compileField(name: string, wanted: unknown): Matches {
  if (name === '$or') {
    const alternatives = listOf(wanted).map(eventPattern)
    return (event) => alternatives.some((matches) => matches(event))
  }
  if (Array.isArray(wanted)) {
    const tests = wanted.map((one: unknown) => compileValue(one))
    return (event) => {
      const value = valueAt(event, name)
      return tests.some((test) => test(value))
    }
  }
  const inner = eventPattern(wanted)
  // A list of objects matches if one of them does.
  return (event) => {
    const value = valueAt(event, name)
    return Array.isArray(value) ? value.some(inner) : inner(value)
  }
}

/** A value of an event: `undefined` if it is not there, and several if it is a list. */
type Test = (value: unknown) => boolean

const valueAt = (event: unknown, name: string): unknown => (isFields(event) ? event[name] : undefined)

function compileValue(wanted: unknown): Test {
  if (!isFields(wanted)) return anyOf((given) => given === wanted)
  const [entry, ...more] = Object.entries(wanted)
  if (entry === undefined || more.length > 0) throw new Error('a value of an event pattern has one operator')
  const [operator, argument] = entry
  const compile = operators[operator]
  if (compile === undefined) throw new Error(`the operator ${operator} of event patterns is not known here`)
  return compile(argument)
}

/** What is not there is none of them. */
const anyOf =
  (test: Test): Test =>
  (value) =>
    value !== undefined && (Array.isArray(value) ? value.some(test) : test(value))

const onText = (test: (text: string) => boolean): Test =>
  anyOf((value) => typeof value === 'string' && test(value))

const operators: Readonly<Record<string, (argument: unknown) => Test>> = {
  exists: (argument) => (value) => (value !== undefined) === (argument === true),
  prefix: (argument) => {
    const { wanted, read } = textOrIgnoringCase(argument)
    return onText((text) => read(text).startsWith(wanted))
  },
  suffix: (argument) => {
    const { wanted, read } = textOrIgnoringCase(argument)
    return onText((text) => read(text).endsWith(wanted))
  },
  'equals-ignore-case': (argument) => {
    const wanted = textIn(argument).toLowerCase()
    return onText((text) => text.toLowerCase() === wanted)
  },
  wildcard: (argument) => {
    const wanted = textIn(argument)
    return onText((text) => matchesWildcard(wanted, text))
  },
  'anything-but': anythingBut,
  numeric: (argument) => {
    const tests = comparisons(listOf(argument))
    return anyOf((value) => typeof value === 'number' && tests.every((test) => test(value)))
  },
}

/** Values, or one operator on texts. Of a list, some value has to be another. */
function anythingBut(argument: unknown): Test {
  if (isFields(argument)) {
    const tests = Object.entries(argument).flatMap(([operator, unwanted]) =>
      listOf(unwanted).map((one) => compileValue({ [operator]: one })),
    )
    return anyOf((value) => !tests.some((test) => test(value)))
  }
  const unwanted = listOf(argument)
  return anyOf((value) => !unwanted.includes(value))
}

function comparisons(terms: readonly unknown[]): readonly ((value: number) => boolean)[] {
  if (terms.length === 0) return []
  const [operator, limit, ...rest] = terms
  const compare = typeof operator === 'string' ? comparators[operator] : undefined
  if (compare === undefined || typeof limit !== 'number')
    throw new Error('a numeric comparison cannot be read')
  return [(value) => compare(value, limit), ...comparisons(rest)]
}

const comparators: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

function textOrIgnoringCase(argument: unknown): { wanted: string; read: (text: string) => string } {
  if (!isFields(argument)) return { wanted: textIn(argument), read: (text) => text }
  const wanted = textIn((argument satisfies Fields)['equals-ignore-case']).toLowerCase()
  return { wanted, read: (text) => text.toLowerCase() }
}

function textIn(argument: unknown): string {
  if (typeof argument !== 'string') throw new Error('an operator of an event pattern has no text')
  return argument
}
