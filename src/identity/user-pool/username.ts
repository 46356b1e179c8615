import { violation } from './cognito-problem.ts'

// Of the API model: letters, marks, symbols, numbers and punctuation, so no spaces.
const shape = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u
const maxLength = 128

/**
 * A username as accounts have it: in lower case, as in user pools that are made today. Throws
 * `InvalidParameterException` for what cannot be one.
 */
export function readUsername(given: string): string {
  if (given.length > maxLength) throw violation('username', `have length less than or equal to ${maxLength}`)
  if (!shape.test(given)) throw violation('username', `satisfy regular expression pattern: ${shape.source}`)
  return given.toLowerCase()
}
