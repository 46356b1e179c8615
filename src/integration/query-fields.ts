import { type Field, fieldsOf } from './fields.ts'

/**
 * The parameters of a request target's query, decoded: `+` is a space, and what is no percent-encoding stays as it
 * is. Names differ by case.
 */
export function queryFields(target: string): Field[] {
  const start = target.indexOf('?')
  return start === -1 ? [] : fieldsOf(new URLSearchParams(target.slice(start + 1)))
}
