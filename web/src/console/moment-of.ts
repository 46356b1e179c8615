import { type Fields, numberOf, textOf } from '../shared/record.ts'

/** A moment as milliseconds since 1970, however it is written. */
export function momentOf(fields: Fields, name: string): number | undefined {
  const text = textOf(fields, name)
  const parsed = text === undefined ? Number.NaN : Date.parse(text)
  return numberOf(fields, name) ?? (Number.isNaN(parsed) ? undefined : parsed)
}
