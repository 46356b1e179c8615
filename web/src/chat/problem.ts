import { isRecord } from '../shared/record.ts'

/** What went wrong, in words for a person, and whether the same may work later. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly mayRetry: boolean
}

const words: Readonly<Record<string, string>> = {
  buffer_full: 'Too much is waiting to be sent. Wait until the connection is back.',
  closed: 'The connection was ended before this was sent.',
  lost: 'The connection was lost.',
  muted: 'You may not write for now: a moderator has muted you.',
  name_not_allowed: 'This name cannot be used. Choose another one.',
  name_taken: 'Somebody else has this name. Choose another one.',
  rate_limited: 'Too much at once. Wait a moment and try again.',
  timeout: 'The server did not answer.',
  too_large: 'This message is too long. Shorten it or send it in parts.',
  uncertain: 'This may have been delivered or not.',
}

/** What passes by itself, though the client does not repeat it. */
const passing = new Set(['buffer_full', 'closed', 'lost', 'muted', 'timeout', 'uncertain', 'unknown'])

/** Of a failure of the client. Anything else that is thrown is a problem too, one that may pass. */
export function problemOf(failure: unknown): Problem {
  if (!isRecord(failure)) return { code: 'unknown', message: 'Something went wrong.', mayRetry: true }
  const code = typeof failure.code === 'string' ? failure.code : 'unknown'
  const told = typeof failure.message === 'string' && failure.message !== code ? failure.message : undefined
  const mayRetry = failure.retryable === true || passing.has(code)
  return { code, message: words[code] ?? (told ? sentence(told) : 'Something went wrong.'), mayRetry }
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`
}
