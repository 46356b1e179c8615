/** A part of a text: words, or the address of something on the web. */
export type Piece = { readonly kind: 'text' | 'link'; readonly text: string }

const ADDRESS = /\bhttps?:\/\/[^\s<>"`]+/gi
const ENDING = /[.,;:!?'’”»)\]}]$/
/** Pictures, what joins and tints them, flags and blanks. */
const EMOJI =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\s){1,16}$/u

/** The same text in parts. What ends a sentence behind an address does not belong to it. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutEnding(found)
    if (!URL.canParse(address)) continue
    if (index > end) pieces.push({ kind: 'text', text: text.slice(end, index) })
    pieces.push({ kind: 'link', text: address })
    end = index + address.length
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) })
  return pieces
}

/** A few emoji and nothing else are shown large. */
export function isEmoji(text: string): boolean {
  return EMOJI.test(text) && text.trim() !== ''
}

function withoutEnding(found: string): string {
  let address = found
  while (ENDING.test(address) && !closesItsOwn(address)) address = address.slice(0, -1)
  return address
}

/** `https://example.org/wiki/Stoa_(building)` ends with its bracket. */
function closesItsOwn(address: string): boolean {
  return address.endsWith(')') && address.split('(').length >= address.split(')').length
}
