/** A variable that the stack sets. Throws for one that it has not set. */
export function required(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`the environment has no ${name}`)
  return value
}

/** The texts by name in a variable that holds them as JSON. Throws if it is not set, or something else. */
export function requiredTexts(name: string): ReadonlyMap<string, string> {
  const read: unknown = JSON.parse(required(name))
  const entries = typeof read === 'object' && read !== null ? Object.entries(read) : []
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  if (texts.length < entries.length) throw new Error(`${name} has something else than texts`)
  return new Map(texts)
}
