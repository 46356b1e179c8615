import { isObject } from './is-object.ts'

/** More values than this are not looked at in a schema whose references are followed. */
const mostSteps = 10_000

const annotations = new Set([
  '$comment',
  '$defs',
  '$schema',
  'default',
  'definitions',
  'deprecated',
  'description',
  'example',
  'examples',
  'id',
  'readOnly',
  'title',
  'writeOnly',
])

/** Keywords that look at a value once, however large it is. */
const single = new Set([
  'const',
  'enum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'format',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
  'nullable',
  'required',
  'type',
])

/** Keywords whose schemas are for members and items, at most one of them for each. */
const inward = new Set(['additionalItems', 'additionalProperties', 'items', 'properties'])

/** Keywords whose schemas are all for the value itself. */
const combining = new Set(['allOf', 'anyOf', 'dependencies', 'not', 'oneOf'])

/** Where a walk is: the references that led here, and whether several schemas may be for the value. */
interface Place {
  readonly through: readonly string[]
  readonly isCombined: boolean
}

/**
 * The most checks that any value in a body may need by this schema (JSON Schema, draft 4), so that the time for a body
 * is at most that, times its size. `Infinity` if that cannot be told: where a recursion comes under `allOf` and its
 * like, since each level may then be checked twice for every check of the level above; for patterns and unique items;
 * for any keyword that is not known here; and for references to anything but a place in the same schema.
 */
export function schemaCost(root: unknown): number {
  const isPlain = !hasNestedId(root)
  let steps = 0

  const referred = (target: unknown, place: Place): number => {
    if (typeof target !== 'string' || !isPlain) return Infinity
    if (place.through.includes(target)) return place.isCombined ? Infinity : 0
    const schema = resolved(root, target)
    return schema === undefined ? Infinity : cost(schema, { ...place, through: [...place.through, target] })
  }

  const cost = (schema: unknown, place: Place): number => {
    steps += 1
    if (steps > mostSteps) return Infinity
    if (typeof schema === 'boolean') return 1
    if (!isObject(schema)) return Infinity
    const keywords = Object.keys(schema).filter((name) => !isAnnotation(name))
    if (!keywords.every((name) => isKnown(name, schema[name]))) return Infinity
    const { $ref, enum: choices } = schema
    const combined = { ...place, isCombined: true }
    const own = 1 + (Array.isArray(choices) ? choices.length : 0)
    const reference = $ref === undefined ? 0 : referred($ref, keywords.length === 1 ? place : combined)
    const same = keywords.filter((name) => combining.has(name)).flatMap((name) => schemasOf(name, schema))
    const inner = keywords.filter((name) => inward.has(name)).flatMap((name) => schemasOf(name, schema))
    return (
      own +
      reference +
      same.reduce<number>((sum, each) => sum + cost(each, combined), 0) +
      inner.reduce<number>((most, each) => Math.max(most, cost(each, place)), 0)
    )
  }

  return cost(root, { through: ['#'], isCombined: false })
}

const isAnnotation = (name: string): boolean => annotations.has(name) || name.startsWith('x-')

const isKnown = (name: string, value: unknown): boolean =>
  name === '$ref' ||
  single.has(name) ||
  inward.has(name) ||
  combining.has(name) ||
  (name === 'uniqueItems' && value === false)

const named = new Set(['dependencies', 'properties'])

function schemasOf(name: string, schema: Readonly<Record<string, unknown>>): readonly unknown[] {
  const value = schema[name]
  if (Array.isArray(value)) return value
  if (!named.has(name) || !isObject(value)) return [value]
  // A dependency may be a list of names.
  return Object.values(value).filter((each) => !Array.isArray(each))
}

/** An id inside changes what references are relative to. */
function hasNestedId(root: unknown): boolean {
  const found = (value: unknown): boolean =>
    isObject(value)
      ? typeof value.id === 'string' || Object.values(value).some(found)
      : Array.isArray(value) && value.some(found)
  return isObject(root) && Object.values(root).some(found)
}

/** What a JSON Pointer in a fragment leads to. */
function resolved(root: unknown, target: string): unknown {
  if (target === '#') return root
  if (!target.startsWith('#/') || target.includes('%')) return undefined
  const names = target.slice(2).split('/')
  return names
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, name) => {
      if (Array.isArray(value)) return value[Number(name)]
      return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
    }, root)
}
