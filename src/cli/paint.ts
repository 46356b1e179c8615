/** What a piece of text is, for its colour. */
export type Ink = 'key' | 'string' | 'number' | 'word' | 'good' | 'bad' | 'faint'

const codes: Readonly<Record<Ink, number>> = {
  key: 36,
  string: 32,
  number: 33,
  word: 35,
  good: 32,
  bad: 31,
  faint: 2,
}

export function paint(text: string, ink: Ink): string {
  return `\x1b[${codes[ink]}m${text}\x1b[0m`
}

/** Whether colours may go there: a terminal that can show them, and nobody has said no with `NO_COLOR`. */
export function canColour({ isTTY }: { readonly isTTY?: boolean }, env = process.env): boolean {
  return isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}

/** Longer ones are not worth the wait. */
const longestPainted = 65_536
const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g

/** `json` with its tokens in colours, and not a character changed. */
export function paintJson(json: string): string {
  if (json.length > longestPainted) return json
  return json.replaceAll(tokens, (token: string, text: string | undefined, colon: string | undefined) => {
    if (text === undefined) return paint(token, /^[tfn]/.test(token) ? 'word' : 'number')
    return colon === undefined ? paint(text, 'string') : `${paint(text, 'key')}${colon}`
  })
}
