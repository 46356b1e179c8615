import { createHash } from 'node:crypto'

const maxBytes = 400
const halfOfAPair = /\p{Surrogate}/u

/**
 * A text as a part of a key. It has no `#`, is not empty and not longer than 400 bytes. No two texts have the same part: what
 * cannot be in a key, or is too long for it, is told by its hash, and no written text begins with `%h`.
 */
export function keyPart(text: string): string {
  const written = text.replace(/[%#]/g, (character) => encodeURIComponent(character))
  const fits = written !== '' && !halfOfAPair.test(written) && Buffer.byteLength(written) <= maxBytes
  if (fits) return written
  return `%h${createHash('sha256').update(JSON.stringify(text)).digest('base64url')}`
}
