import { Compile } from 'typebox/compile'
import { ConfigurationError } from './options.ts'

type Schema = Readonly<Record<string, unknown>>

/**
 * Throws a `ConfigurationError` for what is no JSON schema, and for one that cannot be held against data here: that
 * refers to others, or to itself without end. `where` is its place in the stage file.
 */
export function demandSchema(schema: Schema, where: string): void {
  const wrong = mistakeIn(schema, schema, 0) ?? mistakeInUse(schema)
  if (wrong !== undefined)
    throw new ConfigurationError(`${where} is no JSON schema that can be used: ${wrong}`)
}

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']
/** In these is data, which may look like anything. */
const notSchemas = ['const', 'default', 'enum', 'examples']
const maxDepth = 100

function mistakeIn(value: unknown, root: Schema, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > maxDepth) return `it is more than ${maxDepth} deep`
  for (const [key, item] of Object.entries(value)) {
    if (notSchemas.includes(key)) continue
    const wrong = mistakeAt(key, item, root) ?? mistakeIn(item, root, depth + 1)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function mistakeAt(key: string, item: unknown, root: Schema): string | undefined {
  if (key === '$ref' && typeof item === 'string' && !isInside(item, root))
    return `"${item}" is none of its own parts, and nothing is fetched`
  if (key !== 'type' || (typeof item !== 'string' && !Array.isArray(item))) return undefined
  const unknown = [item].flat().find((type) => !types.includes(String(type)))
  return unknown === undefined ? undefined : `there is no type "${String(unknown)}"`
}

function isInside(ref: string, root: Schema): boolean {
  if (ref === '#') return true
  if (!ref.startsWith('#/')) return false
  let part: unknown = root
  for (const name of ref.slice(2).split('/')) {
    const plain = name.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, plain)) return false
    part = Reflect.get(part, plain)
  }
  return true
}

/** A pattern that is none fails at once, a reference that goes round at the first data. */
function mistakeInUse(schema: Schema): string | undefined {
  try {
    const validator = Compile(schema)
    for (const data of [null, true, 0, '', [], {}]) validator.Check(data)
    return undefined
  } catch (error) {
    if (error instanceof RangeError) return 'it refers to itself without end'
    return error instanceof Error ? error.message : 'it cannot be compiled'
  }
}
