import { incomplete, type Refusal } from './refusal.ts'

export interface Parameter {
  /** Decoded, as is the value. */
  readonly name: string
  readonly value: string
}

/** A request target, taken apart. */
export interface RequestTarget {
  /** As it was sent: still encoded, and with every slash and dot. */
  readonly path: string
  /** In the order in which they were sent. */
  readonly parameters: readonly Parameter[]
}

const maxLength = 16_384
const maxParameters = 100

/** Read a target of at most 16 KB with at most 100 parameters, in the characters that a URL may be written with. */
export function readTarget(target: string): RequestTarget | Refusal {
  if (target.length > maxLength) return incomplete('The request target is too long.')
  // Anything else (`#`, a backslash, no slash at the start) is read in one way by who signs and in another by who routes.
  if (!/^\/[!"$-[\]-~]*$/.test(target)) return incomplete('The request target is malformed.')
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  const pieces = mark === -1 ? [] : target.slice(mark + 1).split('&')
  const sent = pieces.filter((piece) => piece !== '')
  if (sent.length > maxParameters) return incomplete('The request has too many query parameters.')
  const parameters = sent.map(readParameter).filter((parameter) => parameter !== undefined)
  if (parameters.length < sent.length || /%(?![\da-f]{2})/i.test(path)) {
    return incomplete('The request target has malformed percent-encoding.')
  }
  return { path, parameters }
}

/**
 * The forms of a path that signers sign: encoded once more or as it was sent, and each as it is or without empty and
 * dot segments. No two paths that name different resources have a form in common.
 */
export function canonicalPaths(path: string): readonly string[] {
  const shapes = [path, withoutEmptyAndDots(path)]
  // With an encoded percent in it, what was sent may be what another path becomes when it is encoded once more.
  const asSent = path.includes('%25') ? [] : shapes
  return [...new Set([...shapes.map(encodeSegments), ...asSent])]
}

/** The parameters as they are signed: encoded, by name and then by value. */
export function canonicalQuery(parameters: readonly Parameter[]): string {
  return parameters
    .map(({ name, value }) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&')
}

function readParameter(piece: string): Parameter | undefined {
  const [sentName = '', ...rest] = piece.split('=')
  const name = decode(sentName)
  const value = decode(rest.join('='))
  return name === undefined || value === undefined ? undefined : { name, value }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

function withoutEmptyAndDots(path: string): string {
  const segments = path.split('/').slice(1)
  const hasDots = segments.some((segment) => segment === '.' || segment === '..')
  // A router reads such a path in another way than signers do, and would be led to another resource.
  if (/%2e/i.test(path) || (hasDots && path.includes('//'))) return path
  const kept: string[] = []
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return `/${kept.join('/')}${path.endsWith('/') && kept.length > 0 ? '/' : ''}`
}

function encodeSegments(path: string): string {
  return path.split('/').map(encode).join('/')
}

/** Everything but the unreserved characters of RFC 3986 is encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** By code unit, whatever the locale is. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
