import { types } from 'node:util'
import type { Problem } from '../wire.ts'

// The text is what a refusal is recognised by; nobody needs more of it than this.
const longestMessage = 65_536

/** Something is wrong with the handler's code, or with where it is. The name is Lambda's (`Runtime.HandlerNotFound`). */
export class LoadProblem extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/**
 * What was thrown, as Lambda reports it: the class and the message of an error, else the type of the value and the
 * value as a text.
 */
export function problemOf(thrown: unknown): Problem {
  try {
    if (isError(thrown)) return [String(thrown.name), String(thrown.message).slice(0, longestMessage)]
    return [typeof thrown, String(thrown).slice(0, longestMessage)]
  } catch {
    return ['handled', 'The error that was thrown has no readable name or message']
  }
}

/** Errors of other realms and of transpiled classes are errors too. */
export function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true
  return typeof value === 'object' && value !== null && hasTexts(value)
}

function hasTexts(value: object): boolean {
  return ['name', 'message', 'stack'].every((key) => {
    const text: unknown = Reflect.get(value, key)
    return typeof text === 'string' && text !== ''
  })
}
