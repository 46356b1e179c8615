/** Whether a text has more than `limit` bytes in UTF-8. */
export function isLongerThan(limit: number, text: string): boolean {
  // A character is at most three bytes a UTF-16 unit, so most texts need no count.
  if (text.length * 3 <= limit) return false
  let bytes = 0
  for (const character of text) bytes += bytesOf(character.codePointAt(0) ?? 0)
  return bytes > limit
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}
