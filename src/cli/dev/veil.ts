const secretName =
  /authori[sz]ation|(^|[-_])auth($|[-_])|token|secret|passw|api[-_]?key|cookie|credential|signature|jwt/i
const schemes = /^(Bearer|Basic|Digest)\s+/i
const jsonWebToken = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g
const shownCharacters = 6
/** Real subprotocols are shorter; browsers put tokens among them. */
const longestSubprotocol = 24
/** Nobody reads further, and printing would run out of stack. */
const maxDepth = 32

/** The beginning of a secret, after the name of its scheme: enough to see which one it is, and never more than half. */
export function veil(secret: string): string {
  const [scheme = ''] = schemes.exec(secret) ?? []
  const rest = secret.slice(scheme.length)
  return `${scheme}${rest.slice(0, Math.min(shownCharacters, Math.floor(rest.length / 2)))}…`
}

/** What may be shown of a header, a query parameter or a member of that name. */
export function veiledAs(name: string, value: string): string {
  if (secretName.test(name)) return veil(value)
  if (/^sec-websocket-protocol$/i.test(name)) {
    return value
      .split(/,\s*/)
      .map((offer) => (offer.length > longestSubprotocol ? veil(offer) : offer))
      .join(', ')
  }
  return veiledText(value)
}

/** A text without the tokens in it. */
export const veiledText = (text: string): string => text.replaceAll(jsonWebToken, veil)

/** A JSON value with what may be shown of it. */
export function veiledJson(value: unknown, name = '', depth = 0): unknown {
  if (typeof value === 'string') return veiledAs(name, value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === maxDepth) return '…'
  if (Array.isArray(value)) return value.map((item: unknown) => veiledJson(item, name, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      veiledJson(member, key, depth + 1),
    ]),
  )
}
