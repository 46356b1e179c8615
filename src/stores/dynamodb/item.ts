import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** The attributes of a row, or the values of an expression, as DynamoDB has them. */
export type Item = Readonly<Record<string, AttributeValue>>

export const plain = (value: string): AttributeValue => ({ S: value })

export const number = (value: number): AttributeValue => ({ N: String(value) })

/** Any text, as in JSON: halves of surrogate pairs are not lost on the way, and it is never empty. */
export const json = (value: unknown): AttributeValue => ({ S: JSON.stringify(value) })

export const plainOf = (value: AttributeValue | undefined): string | undefined => value?.S

export function numberOf(value: AttributeValue | undefined): number | undefined {
  return value?.N === undefined ? undefined : Number(value.N)
}

export function jsonOf(value: AttributeValue | undefined): unknown {
  return value?.S === undefined ? undefined : JSON.parse(value.S)
}

/** A text that was written with `json`; `undefined` if there is none. */
export function textOf(value: AttributeValue | undefined): string | undefined {
  const text = jsonOf(value)
  if (text === undefined || typeof text === 'string') return text
  throw new TypeError('what is stored is no text')
}

/** For what every row of its kind has. */
export function there<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value
  throw new TypeError(`a row without ${name}`)
}
