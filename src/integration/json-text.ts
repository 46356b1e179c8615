/** A member of an object: its name and its value as JSON text. Without a value it is left out. */
export type Member = readonly [name: string, json: string | undefined]

/**
 * An object as JSON text, its members in their order. Objects whose names come from clients are written this way:
 * a name like `__proto__` is a member as any other.
 */
export function jsonObject(members: readonly Member[]): string {
  const written = members.flatMap(([name, json]) =>
    json === undefined ? [] : [`${JSON.stringify(name)}:${json}`],
  )
  return `{${written.join(',')}}`
}

/** The same of values that are texts, numbers and the like. */
export function jsonOfRecord(values: Readonly<Record<string, string | number | boolean | null>>): string {
  return jsonObject(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]))
}
