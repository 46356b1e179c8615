import { maybeTextOf } from './replies.ts'

/**
 * A text as it is kept in a value or as the name of a field: as in JSON. UTF-8, which Redis is spoken to in, makes every
 * half of a surrogate pair the same character; in this form none is left. It is never empty.
 */
export function toStored(text: string): string {
  return JSON.stringify(text)
}

export function fromStored(stored: string): string {
  const text: unknown = JSON.parse(stored)
  if (typeof text === 'string') return text
  throw new TypeError('what is stored is no text')
}

/** The text that a reply holds; `undefined` if there is none. */
export function storedTextIn(reply: unknown): string | undefined {
  const stored = maybeTextOf(reply)
  return stored === undefined ? undefined : fromStored(stored)
}
