import { isObject } from './is-object.ts'

/**
 * A number for each value of a body, the same for values that are equal as JSON Schema understands it: members of
 * objects have no order. All values of a body together take as long as the body is, however they are nested and
 * however often they are asked for. Throws a `RangeError` for a value that is nested deeper than the stack.
 */
export type ValueNumbers = (value: unknown) => number

export function valueNumbers(): ValueNumbers {
  const byText = new Map<string, number>()
  const byObject = new Map<unknown, number>()

  const textOf = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(numberOf).join(',')}]`
    if (!isObject(value)) return JSON.stringify(value)
    const names = Object.keys(value).toSorted()
    return `{${names.map((name) => `${JSON.stringify(name)}:${numberOf(value[name])}`).join(',')}}`
  }
  const numberOf = (value: unknown): number => {
    const known = byObject.get(value)
    if (known !== undefined) return known
    const text = textOf(value)
    const number = byText.get(text) ?? byText.size
    byText.set(text, number)
    if (typeof value === 'object') byObject.set(value, number)
    return number
  }
  return numberOf
}

/** Whether no two items are equal. */
export function areUnique(items: readonly unknown[], numberOf = valueNumbers()): boolean {
  return new Set(items.map(numberOf)).size === items.length
}
