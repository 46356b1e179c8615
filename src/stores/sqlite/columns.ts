import type { Row } from './driver.ts'

/**
 * A string as it is kept in a column: as in JSON, without the quotes. Both engines cut a text at a NUL character when
 * they read it, and make every half of a surrogate pair the same character; in this form none is left.
 */
export function toColumn(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** The string that `toColumn` has written to the column `name`. */
export function textIn(row: Row, name: string): string {
  const text: unknown = JSON.parse(`"${String(row[name])}"`)
  if (typeof text !== 'string') throw new TypeError(`the column ${name} holds no text`)
  return text
}

/** A text that may be missing, for a column that cannot be: the engines have no common way to bind NULL. */
export function toOptional(text: string | undefined): string {
  return text === undefined ? '' : toColumn(`=${text}`)
}

/** What `toOptional` has written to the column `name`. */
export function optionalIn(row: Row, name: string): string | undefined {
  const text = textIn(row, name)
  return text === '' ? undefined : text.slice(1)
}

export function integerIn(row: Row, name: string): number {
  const value = row[name]
  if (typeof value !== 'number') throw new TypeError(`the column ${name} holds no integer`)
  return value
}
