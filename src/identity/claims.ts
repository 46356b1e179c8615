/**
 * The text, number and truth claims of a token as API Gateway passes an authorizer's context on: all as texts. A list
 * `channels` is there too, as its words with spaces between.
 */
export function contextOf(claims: object): Readonly<Record<string, string>> {
  const plain = Object.entries(claims).flatMap(([name, value]) => {
    if (isScalar(value)) return [[name, String(value)] as const]
    return name === 'channels' && Array.isArray(value) ? [[name, wordsIn(value)] as const] : []
  })
  return Object.fromEntries(plain)
}

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const wordsIn = (list: readonly unknown[]): string =>
  list.filter((item) => typeof item === 'string' && /^\S+$/.test(item)).join(' ')
