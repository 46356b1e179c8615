import { jsonObject } from './json-text.ts'

/** A header or a parameter of a query, and what was sent with it: at least one value, in the order of sending. */
export interface Field {
  readonly name: string
  readonly values: readonly string[]
}

/** One value for each name: the last one, as API Gateway has it. */
export function singleValues(fields: readonly Field[]): string {
  return jsonObject(fields.map(({ name, values }) => [name, JSON.stringify(values.at(-1) ?? '')]))
}

export function multiValues(fields: readonly Field[]): string {
  return jsonObject(fields.map(({ name, values }) => [name, JSON.stringify(values)]))
}

/** Gather pairs by name. `keyOf`: names with the same key are the same; the first spelling counts. */
export function fieldsOf(
  pairs: Iterable<readonly [string, string]>,
  keyOf: (name: string) => string = (name) => name,
): Field[] {
  const fields = new Map<string, { readonly name: string; readonly values: string[] }>()
  for (const [name, value] of pairs) {
    const key = keyOf(name)
    const field = fields.get(key)
    if (field === undefined) fields.set(key, { name, values: [value] })
    else field.values.push(value)
  }
  return [...fields.values()]
}
