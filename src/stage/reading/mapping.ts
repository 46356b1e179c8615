import { isNode, isScalar, type Pair } from 'yaml'
import { unknownKey } from './unknown-key.ts'
import { gluedHint, type Page, type Reader, startOf, type Value, wrong } from './value.ts'

/** How each property is read. */
export type Fields<T> = { readonly [K in keyof T]-?: Reader<T[K]> }

type Name<T> = Extract<keyof T, string>

/**
 * Keys and values. A property is written in snake case, unless its reader says how. No value at all is the same as no
 * keys, so that a key can stay whose keys are all commented out.
 */
export function mapping<T extends object>(fields: Fields<T>, required: readonly Name<T>[] = []): Reader<T> {
  const byKey: Record<string, Reader<unknown>> = {}
  for (const name in fields) byKey[keyOf(name, fields[name])] = fields[name]
  const missing = (read: Partial<T>) => required.filter((name) => read[name] === undefined)
  const isWhole = (read: Partial<T>): read is T => missing(read).length === 0

  function readAll(entries: Entries, page: Page): Partial<T> {
    const read: { -readonly [K in keyof T]?: T[K] } = {}
    for (const name in fields) {
      const entry = entries.get(keyOf(name, fields[name]))
      const opened = entry && page.open(entry.node, entry.name, entry.at)
      const meaning = opened && fields[name].read(opened, page)
      if (meaning !== undefined) read[name] = meaning
    }
    return read
  }

  return {
    fields: byKey,
    read(value, page) {
      const entries = entriesOf(value, page)
      if (entries === undefined) return undefined
      const read = readAll(entries, page)
      for (const [key, { at }] of entries) {
        if (!Object.hasOwn(byKey, key)) page.report(at, unknownKey(key, { value, fields: byKey, page }))
      }
      // A required one that is there has been reported, if it has no meaning.
      const absent = missing(read).map((name) => keyOf(name, fields[name]))
      for (const key of absent.filter((one) => !entries.has(one))) {
        page.report(value.at, `${value.name} needs ${/^[aeiou]/.test(key) ? 'an' : 'a'} ${key}`)
      }
      return isWhole(read) ? read : undefined
    },
  }
}

interface Entry {
  /** As a path of keys. */
  readonly name: string
  readonly at: number
  readonly node: unknown
}

type Entries = ReadonlyMap<string, Entry>

/** What is under a name in a mapping, if the value is a mapping and the name is there. */
export function entryOf(value: Value, key: string): Entry | undefined {
  const pair = value.kind === 'mapping' ? value.pairs.find((one) => textOfKey(one) === key) : undefined
  return pair && entryOfPair(pair, value, key)
}

/** Report keys that are there twice; the first counts. */
function entriesOf(value: Value, page: Page): Entries | undefined {
  const entries = new Map<string, Entry>()
  if (value.kind === 'nothing') return entries
  if (value.kind !== 'mapping') return wrong(value, page, 'keys and values', gluedHint(value))
  for (const pair of value.pairs) {
    const key = textOfKey(pair)
    if (key === undefined) continue
    const entry = entryOfPair(pair, value, key)
    const first = entries.get(key)
    if (first === undefined) entries.set(key, entry)
    else page.report(entry.at, `${entry.name} is here twice; the first is on line ${page.lineOf(first.at)}`)
  }
  return entries
}

const entryOfPair = ({ key, value: node }: Pair, { name, at }: Value, text: string): Entry => ({
  name: name === '' ? text : `${name}.${text}`,
  at: (isNode(key) ? startOf(key) : undefined) ?? at,
  node,
})

const textOfKey = ({ key }: Pair): string | undefined => (isScalar(key) ? String(key.value) : undefined)

const keyOf = (name: string, { key }: Reader<unknown>): string =>
  key ?? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
