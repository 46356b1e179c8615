import { isObject } from './is-object.ts'

/**
 * Whether no two items are equal, as JSON Schema understands it: members of objects have no order. It takes as long as
 * the items are, and not their number squared, since they are a client's. Throws a `RangeError` for items that are
 * nested deeper than the stack.
 */
export function areUnique(items: readonly unknown[]): boolean {
  return new Set(items.map(canonicalText)).size === items.length
}

function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const names = Object.keys(value).toSorted()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`).join(',')}}`
}
