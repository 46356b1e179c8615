/** The text, number and truth claims of a token as API Gateway passes an authorizer's context on: all as texts. */
export function contextOf(claims: object): Readonly<Record<string, string>> {
  const plain = Object.entries(claims).filter(([, value]) => isScalar(value))
  return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]))
}

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
