/** The queues of a fleet's bus by their rules, as a variable has them: in JSON. A variable may be empty. */
export function readBusQueues(
  variable: string | undefined,
): Readonly<Record<string, string>> | undefined | 'wrong' {
  if (!variable) return undefined
  const read = parse(variable)
  return isUrls(read) ? read : 'wrong'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isUrls(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((url) => typeof url === 'string' && /^https?:\/\/\S+$/.test(url))
}
