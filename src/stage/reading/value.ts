import type { Node, Pair } from 'yaml'

/** Where a value is: its name as a path of keys, and how many characters are before it in the file. */
export interface Place {
  readonly name: string
  readonly at: number
}

export type Content =
  /** The key has no value. */
  | { readonly kind: 'nothing' }
  /** `source`: as it is written. */
  | { readonly kind: 'flag'; readonly flag: boolean; readonly source: string }
  | { readonly kind: 'number'; readonly number: number; readonly source: string }
  | {
      readonly kind: 'text'
      readonly text: string
      /** What the file says, of a text that comes from the environment. */
      readonly template: string | undefined
    }
  | { readonly kind: 'list'; readonly items: readonly unknown[] }
  | { readonly kind: 'mapping'; readonly pairs: readonly Pair[] }

/** A value of the file, with its aliases followed and its variables filled in. */
export type Value = Place & Content

/** The file, for who reads values out of it. */
export interface Page {
  /** The value of a node; `undefined` when it has none, which then has been reported. `keyAt` is where its key is. */
  open(node: unknown, name: string, keyAt: number): Value | undefined
  report(at: number, mistake: string): void
  /** Whether all of the file was understood. If not, what seems to be missing may be there. */
  readonly isWhole: boolean
  /** Whether so much is wrong already that what is still reported does not count, and need not be worded. */
  readonly isFull: boolean
  /** Counted from 1. */
  lineOf(at: number): number
  /** Every path of keys that the file could have and that ends with this key, however it is written. */
  pathsTo(key: string): readonly string[]
}

/** What a value has to be. */
export interface Reader<T> {
  /** What the value means; `undefined` when it has no meaning, which then has been reported. */
  read(value: Value, page: Page): T | undefined
  /** How its key is written in the file, where that is not its name in snake case. */
  readonly key?: string
  /** What can be in it. */
  readonly fields?: Readonly<Record<string, Reader<unknown>>>
  /** Whether the fields are those of each item of a list. */
  readonly isList?: boolean
}

/** Where a node begins in the file. */
export const startOf = (node: Node): number | undefined => node.range?.[0]

/** A text of the file as it is shown in a message: short, on one line, nothing invisible. */
export const shown = (text: string): string => `"${visible(text)}"`

/** The same without quotes. */
export function visible(text: string): string {
  const printed = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
  return printed.length > 40 ? `${printed.slice(0, 40)}…` : printed
}

/** What a value is, for a message. What comes from the environment is not shown. */
export function described(value: Value): string {
  switch (value.kind) {
    case 'flag':
      return String(value.flag)
    case 'number':
      return `the number ${value.source.slice(0, 40)}`
    case 'text':
      return value.template === undefined
        ? `the text ${shown(value.text)}`
        : `the value of ${shown(value.template)}`
    case 'list':
      return 'a list'
    case 'mapping':
      return 'keys and values'
    case 'nothing':
      return 'nothing'
  }
}

/** For a text where keys could be: `rate:5` is a text. */
export function gluedHint(value: Value): string | undefined {
  const isGlued = value.kind === 'text' && value.template === undefined && /^\w+:\S/.test(value.text)
  return isGlued ? 'a space is missing after the colon' : undefined
}

/** Report that a value is not what it has to be. */
export function wrong(value: Value, page: Page, mustBe: string, hint?: string): undefined {
  const mistake =
    value.kind === 'nothing'
      ? `${value.name} has no value; give it one, or take the line out`
      : `${value.name} must be ${mustBe}, not ${described(value)}`
  page.report(value.at, hint === undefined ? mistake : `${mistake}; ${hint}`)
  return undefined
}
