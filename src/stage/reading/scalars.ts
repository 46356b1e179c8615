import { nearest } from './nearest.ts'
import { type Page, type Reader, shown, type Value, wrong } from './value.ts'

/** `true` or `false`. */
export const flag: Reader<boolean> = {
  read(value, page) {
    return flagOf(value) ?? wrong(value, page, 'true or false', flagHint(value))
  },
}

/** The environment has only texts, so one that comes from there counts as what it says. */
export function flagOf(value: Value): boolean | undefined {
  if (value.kind === 'flag') return value.flag
  if (value.kind !== 'text' || value.template === undefined) return undefined
  return { true: true, false: false }[value.text]
}

function flagHint(value: Value): string | undefined {
  if (value.kind !== 'text' || value.template !== undefined) return undefined
  if (/^(true|false)$/.test(value.text)) return 'take the quotes away'
  if (/^(yes|y|on)\b/i.test(value.text)) return 'YAML 1.2 reads that as a text: write true'
  if (/^(no|n|off)\b/i.test(value.text)) return 'YAML 1.2 reads that as a text: write false'
  return undefined
}

/** A whole number. */
export function count(min: number, max: number): Reader<number> {
  const mustBe = `a whole number from ${min} to ${max}`
  return {
    read(value, page) {
      const number = numberOf(value)
      if (number !== undefined && Number.isInteger(number) && number >= min && number <= max) return number
      return wrong(value, page, mustBe, countHint(value))
    },
  }
}

function numberOf(value: Value): number | undefined {
  if (value.kind === 'number') return value.number
  const isFilledIn = value.kind === 'text' && value.template !== undefined
  return isFilledIn && /^\d{1,15}$/.test(value.text) ? Number(value.text) : undefined
}

function countHint(value: Value): string | undefined {
  if (value.kind !== 'text' || value.template !== undefined || !/^\d/.test(value.text)) return undefined
  return /^\d+$/.test(value.text) ? 'take the quotes away' : 'write digits only'
}

export interface TextRule {
  /** As in "must be …". */
  readonly mustBe: string
  readonly holds: (text: string) => boolean
  /** Never show it in a message. */
  readonly isSecret?: boolean
  /** What to do about one that is written in the file and does not hold. */
  readonly hint?: (text: string) => string | undefined
  /** Take a number too, if it is written as it would be as a text: 480, and not 0480 or 4.8e2. */
  readonly takesNumbers?: boolean
}

/** A text on one line. */
export function text({ mustBe, holds, isSecret, hint, takesNumbers }: TextRule): Reader<string> {
  function hintFor(value: Value): string | undefined {
    if (value.kind === 'text' && value.template === undefined) return hint?.(value.text)
    return value.kind === 'number' || value.kind === 'flag' ? 'put it in quotes' : undefined
  }

  return {
    read(value, page) {
      const read = textOf(value, takesNumbers)
      if (read !== undefined && !/\p{Cc}/u.test(read) && holds(read)) return read
      const report = isSecret ? wrongSecret : wrong
      return report(value, page, mustBe, hintFor(value))
    },
  }
}

function textOf(value: Value, takesNumbers = false): string | undefined {
  if (value.kind === 'text') return value.text
  if (value.kind !== 'number' || !takesNumbers || !Number.isSafeInteger(value.number)) return undefined
  return String(value.number) === value.source ? value.source : undefined
}

/** The same as `wrong`, without a word of what the value is. */
export function wrongSecret(value: Value, page: Page, mustBe: string, hint?: string): undefined {
  if (value.kind === 'nothing') return wrong(value, page, mustBe)
  page.report(value.at, `${value.name} must be ${mustBe}${hint === undefined ? '' : `; ${hint}`}`)
  return undefined
}

/** What stands there, letter by letter: a text, on several lines too, a number or a flag. Never shown in a message. */
export function writtenText(max: number): Reader<string> {
  const mustBe = `a text of at most ${max} characters`
  return {
    read(value, page) {
      const read = value.kind === 'number' || value.kind === 'flag' ? value.source : textOf(value)
      const isOne = read !== undefined && read.length <= max && !read.includes('\0')
      return isOne ? read : wrongSecret(value, page, mustBe)
    },
  }
}

export interface ChoiceRule<Word extends string> {
  /** What the words are, as in "unknown …". */
  readonly noun: string
  readonly words: readonly Word[]
  readonly anyCase?: boolean
}

/** One of some words. */
export function choice<Word extends string>({ noun, words, anyCase }: ChoiceRule<Word>): Reader<Word> {
  return {
    read(value, page) {
      if (value.kind !== 'text') return wrong(value, page, `one of ${words.join(', ')}`)
      const written = anyCase ? value.text.toUpperCase() : value.text
      const word = words.find((one) => one === written)
      if (word !== undefined) return word
      page.report(value.at, unknownWord({ noun, words }, value.template ?? value.text, value.text))
      return undefined
    },
  }
}

function unknownWord({ noun, words }: ChoiceRule<string>, written: string, meant: string): string {
  const near = nearest(meant, words)
  const advice = near === undefined ? `it is one of ${words.join(', ')}` : `did you mean "${near}"?`
  return `unknown ${noun} ${shown(written)}; ${advice}`
}
