/** Where a value of a request is found. */
export type ParameterSource =
  | {
      readonly from: 'header' | 'multivalueheader' | 'querystring' | 'multivaluequerystring'
      readonly name: string
    }
  | { readonly from: 'context' | 'body'; readonly path: readonly string[] }
  | { readonly from: 'stageVariables'; readonly name: string }
  | { readonly from: 'static'; readonly value: string }

const sentKinds = ['header', 'multivalueheader', 'querystring', 'multivaluequerystring'] as const
const bodySource = /^route\.request\.body(?:\.(.+))?$/

/**
 * Read a source in API Gateway's syntax for WebSocket APIs: `route.request.header.X`,
 * `route.request.body.a.b`, `context.connectionId`, `stageVariables.X`, `'a text'`. Throws a `SyntaxError` that says
 * what to write instead.
 */
export function parseParameterSource(text: string): ParameterSource {
  const constant = /^'(.*)'$/s.exec(text)?.[1]
  if (constant !== undefined) return { from: 'static', value: constant }
  const [, kind, name] = /^route\.request\.(\w+)\.(.+)$/.exec(text) ?? []
  const from = sentKinds.find((known) => known === kind)
  if (from !== undefined && name !== undefined) return { from, name }
  const body = bodySource.exec(text)
  if (body !== null) return { from: 'body', path: steps(body[1], text) }
  const variable = /^stageVariables\.(.+)$/.exec(text)?.[1]
  if (variable !== undefined) return { from: 'stageVariables', name: variable }
  const context = /^context\.(.+)$/.exec(text)?.[1]
  if (context !== undefined) return { from: 'context', path: steps(context, text) }
  throw new SyntaxError(`"${text}" is not the source of a value: ${hint(text)}`)
}

function steps(path: string | undefined, text: string): readonly string[] {
  const names = path?.split('.') ?? []
  if (names.includes('')) throw new SyntaxError(`"${text}" has an empty name in it`)
  return names
}

function hint(text: string): string {
  const inHttpSyntax = text.replace(/^\$\{?/, '').replace(/\}$/, '')
  const [, kind, name] = /^request\.(header|querystring|body)\.(.+)$/.exec(inHttpSyntax) ?? []
  if (kind !== undefined) return `write route.request.${kind}.${name}`
  if (/^(?:context|stageVariables|route\.request\.\w+)\../.test(inHttpSyntax)) return `write ${inHttpSyntax}`
  return "write route.request.header.X, route.request.querystring.X, context.X, stageVariables.X or 'a text'"
}
