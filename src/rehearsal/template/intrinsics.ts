import { inside, type Place, TemplateProblem } from './template-problem.ts'
import { isFields, textOf } from './values.ts'

/** What a template's functions can refer to. All of them throw a `TemplateProblem` for what is not there. */
export interface Scope {
  readonly region: string
  /** A parameter, a pseudo-parameter or a resource. */
  ref(name: string, place: Place): unknown
  attribute(logicalId: string, attribute: string, place: Place): string
  importValue(name: string, place: Place): unknown
  condition(name: string, place: Place): boolean
  /** `undefined`: the template has no such value. */
  mapped(map: string, key: string, second: string): unknown
  /** What a dynamic reference to a service stands for: `secretsmanager`, and what follows it. */
  dynamic(service: string, reference: string, place: Place): string
}

/** What `AWS::NoValue` stands for: a property that is not there. */
export const noValue = Symbol('AWS::NoValue')

/** A value of a template with everything in it resolved. */
export function resolve(value: unknown, place: Place, scope: Scope): unknown {
  if (typeof value === 'string') return fillIn(value, place, scope)
  if (Array.isArray(value)) {
    return value
      .map((item: unknown, at) => resolve(item, inside(place, at), scope))
      .filter((item) => item !== noValue)
  }
  if (!isFields(value)) return value
  const [name, argument] = intrinsicIn(value) ?? []
  if (name !== undefined) {
    const result = call(name, argument, place, scope)
    return typeof result === 'string' ? fillIn(result, place, scope) : result
  }
  const fields = Object.entries(value)
    .map(([key, item]) => [key, resolve(item, inside(place, key), scope)] as const)
    .filter(([, item]) => item !== noValue)
  return Object.fromEntries(fields)
}

/** Whether a condition of a template holds. */
export function holds(value: unknown, place: Place, scope: Scope): boolean {
  const [name, argument] = (isFields(value) ? intrinsicIn(value, true) : undefined) ?? []
  const conditions = (): boolean[] => list(argument, place).map((one) => holds(one, place, scope))
  switch (name) {
    case 'Condition':
      return scope.condition(text(argument, place), place)
    case 'Fn::And':
      return conditions().every(Boolean)
    case 'Fn::Or':
      return conditions().some(Boolean)
    case 'Fn::Not':
      return !conditions().some(Boolean)
    case 'Fn::Equals': {
      const [left, right] = list(argument, place).map((one) => resolve(one, place, scope))
      return JSON.stringify(textOf(left) ?? left) === JSON.stringify(textOf(right) ?? right)
    }
    default:
      throw new TemplateProblem(place, 'this condition is not known here')
  }
}

function intrinsicIn(
  value: Readonly<Record<string, unknown>>,
  inCondition = false,
): readonly [name: string, argument: unknown] | undefined {
  const [entry, ...more] = Object.entries(value)
  if (entry === undefined || more.length > 0) return undefined
  const isIntrinsic = entry[0] === 'Ref' || entry[0].startsWith('Fn::')
  return isIntrinsic || (inCondition && entry[0] === 'Condition') ? entry : undefined
}

type Intrinsic = (argument: unknown, place: Place, scope: Scope) => unknown

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, place, scope) => scope.ref(text(argument, place), place),
  'Fn::GetAtt': (argument, place, scope) => {
    const path = typeof argument === 'string' ? argument.split('.') : list(argument, place)
    const [logicalId, ...attribute] = path.map((one) => text(resolve(one, place, scope), place))
    return scope.attribute(logicalId ?? '', attribute.join('.'), place)
  },
  'Fn::Join': (argument, place, scope) => {
    const [delimiter, values] = list(argument, place)
    const parts = list(resolve(values, place, scope), place).map((part) => text(part, place))
    return parts.join(text(delimiter, place))
  },
  'Fn::Sub': substitute,
  'Fn::Select': (argument, place, scope) => {
    const [at, values] = list(argument, place).map((one) => resolve(one, place, scope))
    const selected = list(values, place)[Number(at)]
    if (selected === undefined) throw new TemplateProblem(place, `there is no item ${String(at)} to select`)
    return selected
  },
  'Fn::Split': (argument, place, scope) => {
    const [delimiter, value] = list(argument, place)
    return text(resolve(value, place, scope), place).split(text(delimiter, place))
  },
  'Fn::ImportValue': (argument, place, scope) =>
    scope.importValue(text(resolve(argument, place, scope), place), place),
  'Fn::If': (argument, place, scope) => {
    const [condition, yes, no] = list(argument, place)
    return resolve(scope.condition(text(condition, place), place) ? yes : no, place, scope)
  },
  'Fn::FindInMap': findInMap,
  'Fn::GetAZs': (_argument, _place, { region }) => ['a', 'b', 'c'].map((zone) => `${region}${zone}`),
  'Fn::Base64': (argument, place, scope) =>
    Buffer.from(text(resolve(argument, place, scope), place)).toString('base64'),
}

function call(name: string, argument: unknown, place: Place, scope: Scope): unknown {
  const intrinsic = intrinsics[name]
  if (intrinsic === undefined) throw new TemplateProblem(place, `${name} is not known here`)
  return intrinsic(argument, place, scope)
}

function substitute(argument: unknown, place: Place, scope: Scope): string {
  const [pattern, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, place)
  const given = isFields(variables) ? variables : {}
  return text(pattern, place).replace(/\$\{(!?)([^}]+)\}/g, (_all, escaped: string, name: string) => {
    if (escaped !== '') return `\${${name}}`
    if (name in given) return text(resolve(given[name], place, scope), place)
    const [logicalId = '', ...attribute] = name.split('.')
    const value =
      attribute.length === 0 ? scope.ref(name, place) : scope.attribute(logicalId, attribute.join('.'), place)
    return text(value, place)
  })
}

function findInMap(argument: unknown, place: Place, scope: Scope): unknown {
  const [map = '', key = '', second = ''] = list(argument, place)
    .slice(0, 3)
    .map((one) => text(resolve(one, place, scope), place))
  const found = scope.mapped(map, key, second)
  if (found === undefined) throw new TemplateProblem(place, `nothing is mapped at ${map}.${key}.${second}`)
  return found
}

/** `{{resolve:secretsmanager:…}}` in a text. */
function fillIn(value: string, place: Place, scope: Scope): string {
  return value.replace(/\{\{resolve:([\w-]+):([^}]+)\}\}/g, (_all, service: string, reference: string) =>
    scope.dynamic(service, reference, place),
  )
}

function text(value: unknown, place: Place): string {
  const given = textOf(value)
  if (given === undefined) throw new TemplateProblem(place, 'a text is needed here')
  return given
}

function list(value: unknown, place: Place): readonly unknown[] {
  if (!Array.isArray(value)) throw new TemplateProblem(place, 'a list is needed here')
  return value
}
