/** A request as it came: a signature is over what was sent, not over what became of it. */
export interface SignedRequest {
  readonly method: string
  /** The request target as it was sent. */
  readonly target: string
  /** Names in lower case (node's IncomingHttpHeaders). */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Uint8Array
}

/** The value of a header, several joined with a comma; `undefined` if it was not sent. `name` in lower case. */
export function headerValue({ headers }: SignedRequest, name: string): string | undefined {
  if (!Object.hasOwn(headers, name)) return undefined
  const value = headers[name]
  return Array.isArray(value) ? value.map(trimmed).join(',') : value && trimmed(value)
}

/** No space around the value, and one where there were several. */
function trimmed(value: string): string {
  return value.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')
}
