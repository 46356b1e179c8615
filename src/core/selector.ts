import { compile as compileJsonPath, type JSONValue } from 'json-p3'

/**
 * Route selection expressions, as API Gateway evaluates them (developer guide, "websocket-api-develop-routes"):
 * `$request.body.action`, `${request.body.service}/${request.body.action}`, a static `action`, `\$default`.
 */
export type Selector = (body: unknown) => string

/** Compile an expression. Throws a `SyntaxError` that names what cannot be read in it. */
export function compileSelector(expression: string): Selector {
  const parts = splitExpression(expression).map(compilePart)
  const [first, second] = parts
  if (first === undefined) throw new SyntaxError('A route selection expression cannot be empty')
  if (second === undefined) return first
  return (body) => parts.map((part) => part(body)).join('')
}

const token = /\$\{([^}]*)\}|\$(request\.body(?:\['[^']*'\]|\["[^"]*"\]|[^\s$])*)|\\(.)|[^$\\]+|(.)/g

type Part = { readonly literal: string } | { readonly path: string }

function splitExpression(expression: string): Part[] {
  return [...expression.matchAll(token)].map(([whole, braced, bare, escaped, stray]) => {
    if (stray !== undefined) throw new SyntaxError(`Unexpected "${stray}" in the selector "${expression}"`)
    if (escaped !== undefined) return { literal: escaped }
    const path = braced ?? bare
    return path === undefined ? { literal: whole } : { path }
  })
}

function compilePart(part: Part): Selector {
  if ('literal' in part) return () => part.literal
  const keys = parsePath(part.path)
  if (keys === 'query') return compileQuery(part.path)
  const [only] = keys
  if (only !== undefined && keys.length === 1) return (body) => asText(property(body, only))
  return (body) => asText(keys.reduce(property, body))
}

const step = /\.([^.[\]]+)|\[(?:(\d+)|'([^']*)'|"([^"]*)")\]|(.)/g

const root = 'request.body'
/** Wildcards, slices, filters, unions, and what is found at any depth. */
const manyValues = /\*|\.\.|\[\?|\[-|\[[\d\s]*:|\[[^\]]*,/

/** The keys that lead to one value; `query` where there may be several. */
function parsePath(path: string): string[] | 'query' {
  if (!path.startsWith(root)) throw new SyntaxError(`A selector reads "request.body", not "${path}"`)
  const rest = path.slice(root.length)
  if (manyValues.test(rest.replaceAll(/'[^']*'|"[^"]*"/g, "''"))) return 'query'
  return [...rest.matchAll(step)].map(([, name, index, single, double, stray]) => {
    if (stray !== undefined) throw new SyntaxError(`Unexpected "${stray}" in the selector path "${path}"`)
    return name ?? index ?? single ?? double ?? ''
  })
}

/** JSONPath (RFC 9535). Several values are a list, as one from the body is. */
function compileQuery(path: string): Selector {
  const query = queryOf(path)
  return (body) => {
    const values = valuesOf(query, body)
    return values.length === 0 ? '' : asText(values)
  }
}

function queryOf(path: string): ReturnType<typeof compileJsonPath> {
  try {
    return compileJsonPath(`$${path.slice(root.length)}`)
  } catch (error) {
    throw new SyntaxError(
      `The selector path "${path}" is no JSONPath: ${error instanceof Error ? error.message : ''}`,
    )
  }
}

/** A body is what JSON made of a text. */
function isJsonObject(body: unknown): body is { readonly [key: string]: JSONValue } {
  return typeof body === 'object' && body !== null
}

/** What cannot be evaluated, such as a body that is nested too deeply, has no values. */
function valuesOf(query: ReturnType<typeof compileJsonPath>, body: unknown): unknown[] {
  if (!isJsonObject(body)) return []
  try {
    return query.query(body).values()
  } catch {
    return []
  }
}

/** Own properties only: a body cannot reach `constructor` or what else every object inherits. */
function property(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}

/** What is not there is `""`; an array is `[a, b]` (documented). */
function asText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return `[${value.map(scalarText).join(', ')}]`
  return scalarText(value)
}

/** Nested values have no route: they are not followed, so that depth costs nothing. */
function scalarText(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
