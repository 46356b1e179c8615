import { invalid, type Refusal } from './refusal.ts'

/** When a request was signed, and for how long it is good. */
export interface Validity {
  /** As it is signed: `20150830T123600Z`. */
  readonly stamp: string
  /** Milliseconds since 1970. */
  readonly signedAt: number
  /** Without it, the request is good for 5 minutes. */
  readonly expiresSeconds?: number
}

/** How far the clocks of a client and of the server may be apart. */
const skewMs = 5 * 60_000

/** Read a date as `X-Amz-Date` or as the `Date` header has it. */
export function readDate(text: string): Pick<Validity, 'stamp' | 'signedAt'> | undefined {
  const isStamp = /^\d{8}T\d{6}Z$/.test(text)
  const isHttpDate = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]0000)$/.test(text)
  if (!isStamp && !isHttpDate) return undefined
  const written = isStamp
    ? text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')
    : text.replace(/[+-]0000$/, 'GMT')
  const signedAt = Date.parse(written)
  return Number.isNaN(signedAt) ? undefined : { stamp: isStamp ? text : stampOf(signedAt), signedAt }
}

/** Why the signature does not hold at `now` (ms since 1970), if it does not. Both ends belong to its time. */
export function timeFault({ stamp, signedAt, expiresSeconds }: Validity, now: number): Refusal | undefined {
  if (signedAt > now + skewMs) {
    const latest = stampOf(now + skewMs)
    return invalid(
      `Signature not yet current: ${stamp} is still later than ${latest} (${stampOf(now)} + 5 min.)`,
    )
  }
  if (expiresSeconds !== undefined) {
    const expiresAt = signedAt + expiresSeconds * 1_000
    if (expiresAt >= now) return undefined
    return invalid(`Signature expired: ${stampOf(expiresAt)} is now earlier than ${stampOf(now)}`)
  }
  if (signedAt >= now - skewMs) return undefined
  const earliest = stampOf(now - skewMs)
  return invalid(`Signature expired: ${stamp} is now earlier than ${earliest} (${stampOf(now)} - 5 min.)`)
}

function stampOf(moment: number): string {
  return new Date(moment).toISOString().replace(/[-:]|\.\d{3}/g, '')
}
