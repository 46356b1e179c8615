import type { ConnectionRecord, ConnectRequest } from './connection-record.ts'
import { type ParameterSource, parseParameterSource } from './parameter-source.ts'
import { parameterValue } from './parameter-values.ts'

export type IdentitySource = Extract<
  ParameterSource,
  { from: 'header' | 'querystring' | 'context' | 'stageVariables' }
>

/**
 * Read an identity source of a WebSocket API's authorizer: `route.request.header.X`,
 * `route.request.querystring.X`, `stageVariables.X` or `context.X`. Throws a `SyntaxError` that says what to write
 * instead; the syntax of HTTP APIs, `$request.header.X`, is another one.
 */
export function parseIdentitySource(text: string): IdentitySource {
  const source = parseParameterSource(text)
  if (isIdentitySource(source)) return source
  throw new SyntaxError(
    `"${text}" cannot tell who a client is: write route.request.header.X or route.request.querystring.X`,
  )
}

function isIdentitySource(source: ParameterSource): source is IdentitySource {
  return ['header', 'querystring', 'context', 'stageVariables'].includes(source.from)
}

/** Whether a request has all of the sources, none of them empty. */
export function arePresent(
  sources: readonly IdentitySource[],
  record: ConnectionRecord,
  request: ConnectRequest,
): boolean {
  return sources.every((source) => (parameterValue(source, { record, request }) ?? '') !== '')
}
