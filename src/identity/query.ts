/** What was found of the parameters that were asked for, or why the request is refused. */
export type Query = { readonly values: Readonly<Record<string, string>> } | { readonly refusal: string }

const maxLength = 4_096

/**
 * Read the parameters `names` from a request's URL; others are passed over. Any text is a query: what cannot be decoded
 * becomes U+FFFD. One that comes twice or is longer than 4,096 characters is refused.
 */
export function readQuery(url: string, names: readonly string[]): Query {
  const parameters = new URL(url).searchParams
  const values: Record<string, string> = {}
  for (const name of names) {
    const [value, second] = parameters.getAll(name)
    if (value === undefined) continue
    if (second !== undefined) return { refusal: `Duplicate request parameter: [${name}]` }
    if (value.length > maxLength) return { refusal: `Request parameter too long: [${name}]` }
    values[name] = value
  }
  return { values }
}
