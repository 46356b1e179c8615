/** RFC 6455 section 7.4.1, and the codes registered since. */
const names: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no code given',
  1006: 'connection lost without a close frame',
  1007: 'invalid text',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'extension missing',
  1011: 'server error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
}

/** What a close code means in words. */
export function closeName(code: number): string {
  return names[code] ?? (code >= 4_000 ? "the application's own code" : 'unknown code')
}

/** A close as a person reads it: `1001 going away`, and the reason where it says more. */
export function closeSentence(code: number, reason: string): string {
  const name = closeName(code)
  return reason === '' || reason.toLowerCase() === name ? `${code} ${name}` : `${code} ${name} (${reason})`
}
