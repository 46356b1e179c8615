import { parseJson } from '../parse-json.ts'
import { visible } from '../visible.ts'
import { veiledJson, veiledText } from './veil.ts'

const oneLineLength = 100
const maxLines = 24
const maxLineLength = 240
/** More is not even read. */
const maxLength = 65_536

/** A body, in lines: JSON on one line if it is short, and else indented. Secrets are veiled, and long ones are cut. */
export function shownBody(text: string): readonly string[] {
  const value = text.length <= maxLength && /^\s*[[{]/.test(text) ? parseJson(text) : undefined
  return value === undefined ? shownText(text) : shownJson(value)
}

/** A value as JSON, in lines. */
export function shownJson(value: unknown): readonly string[] {
  const veiled = veiledJson(value)
  const short = JSON.stringify(veiled) ?? 'undefined'
  return cut(
    short.length <= oneLineLength ? [visible(short)] : visible(JSON.stringify(veiled, null, 2)).split('\n'),
  )
}

/** Any text, in lines. */
export function shownText(text: string): readonly string[] {
  const rest = text.length - maxLength
  const lines = cut(
    visible(veiledText(text.slice(0, maxLength)))
      .trimEnd()
      .split('\n'),
  )
  return rest > 0 ? [...lines, `… and ${rest} more characters`] : lines
}

/** What is a name, or should be as short as one, on one line. */
export const shownWord = (text: string): string =>
  cutLine(visible(text.slice(0, maxLineLength + 1)).replaceAll(/\s+/g, ' '))

function cut(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, maxLines).map(cutLine)
  const more = lines.length - maxLines
  return more > 0 ? [...shown, `… and ${more} more lines`] : shown
}

function cutLine(line: string): string {
  return line.length <= maxLineLength ? line : `${line.slice(0, maxLineLength)}…`
}
