/** A text as a reader sees it: plain letters, whatever they are written with, and nothing that cannot be seen. */
export interface SeenText {
  readonly seen: string
  /** Where in the text that begins, and ends, which is at an index of `seen`. */
  readonly startAt: (index: number) => number
  readonly endAt: (index: number) => number
}

/** Bold, round or wide letters are their plain ones, and letters with marks are those without. */
export function seenText(text: string): SeenText {
  if (isPlain(text)) return { seen: text, startAt: (index) => index, endAt: (index) => index + 1 }
  const starts: number[] = []
  const ends: number[] = []
  let seen = ''
  let at = 0
  for (const sign of text) {
    const end = at + sign.length
    const plain = plainOf(sign)
    for (let index = 0; index < plain.length; index += 1) {
      starts.push(at)
      ends.push(end)
    }
    // What is above a letter, or hides after it, goes with it.
    if (plain === '' && ends.length > 0) ends[ends.length - 1] = end
    seen += plain
    at = end
  }
  return { seen, startAt: (index) => starts[index] ?? 0, endAt: (index) => ends[index] ?? text.length }
}

const isPlain = (text: string): boolean => !/[\u0080-\uffff]/.test(text)

/** Some signs stand for whole sentences, which cost as much to look at and are no letters. */
const mostLetters = 4

function plainOf(sign: string): string {
  const plain = sign.normalize('NFKD').replace(unseen, '')
  return plain.length > mostLetters ? sign : plain
}

const unseen = /[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
