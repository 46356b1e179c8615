import { type Entry, entriesOf } from './entries.ts'
import { unknownKey } from './unknown-key.ts'
import { gluedHint, type Page, type Reader, wrong } from './value.ts'

/** How each property is read. */
export type Fields<T> = { readonly [K in keyof T]-?: Reader<T[K]> }

type Name<T> = Extract<keyof T, string>

export interface Spelling {
  /** Keys are written in camel case here, and may be written in snake case too. */
  readonly isCamelCase?: boolean
  /** What is said of a key that cannot be here, instead of the mistake that it usually is. */
  readonly say?: (key: string, mistake: string) => string
}

/**
 * Keys and values. A property is written in snake case, unless its reader says how. No value at all is the same as no
 * keys, so that a key can stay whose keys are all commented out.
 */
export function mapping<T extends object>(
  fields: Fields<T>,
  required: readonly Name<T>[] = [],
  { isCamelCase = false, say = (_, mistake) => mistake }: Spelling = {},
): Reader<T> {
  const spelled = isCamelCase ? camelCase : snakeCase
  const keyOf = (name: Name<T>): string => spelled(fields[name].key ?? name)
  const byKey: Record<string, Reader<unknown>> = {}
  for (const name in fields) byKey[keyOf(name)] = fields[name]
  const isKnown = (key: string): boolean => Object.hasOwn(byKey, key)
  const meant = (key: string): string => (isCamelCase && isKnown(camelCase(key)) ? camelCase(key) : key)
  const missing = (read: Partial<T>) => required.filter((name) => read[name] === undefined)
  const isWhole = (read: Partial<T>): read is T => missing(read).length === 0

  function readAll(entries: ReadonlyMap<string, Entry>, page: Page): Partial<T> {
    const read: { -readonly [K in keyof T]?: T[K] } = {}
    for (const name in fields) {
      const entry = entries.get(keyOf(name))
      const opened = entry && page.open(entry.node, entry.name, entry.at)
      const meaning = opened && fields[name].read(opened, page)
      if (meaning !== undefined) read[name] = meaning
    }
    return read
  }

  return {
    fields: byKey,
    read(value, page) {
      if (value.kind !== 'mapping' && value.kind !== 'nothing') {
        return wrong(value, page, 'keys and values', gluedHint(value))
      }
      const entries = entriesOf(value, page, meant)
      const read = readAll(entries, page)
      for (const [key, { at }] of entries) {
        if (!isKnown(key) && !page.isFull)
          page.report(at, say(key, unknownKey(key, { value, fields: byKey, page })))
      }
      // A required one that is there has been reported, if it has no meaning.
      const absent = missing(read).map(keyOf)
      for (const key of absent.filter((one) => page.isWhole && !entries.has(one))) {
        page.report(value.at, `${value.name} needs ${withArticle(key)}`)
      }
      return isWhole(read) ? read : undefined
    },
  }
}

function withArticle(key: string): string {
  if (key.endsWith('s')) return key
  return `${/^[aeiou]/.test(key) ? 'an' : 'a'} ${key}`
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
