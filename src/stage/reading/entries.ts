import { isNode, isScalar, type Pair } from 'yaml'
import { type Page, startOf, type Value, visible } from './value.ts'

/** What is under a key of a mapping. */
export interface Entry {
  /** As a path of keys. */
  readonly name: string
  readonly at: number
  readonly node: unknown
}

/** What a key that is written stands for; `undefined` if it cannot be there, which then has been reported. */
export type Meant = (written: string, at: number) => string | undefined

/** What is under each key, in the order of the file. Keys that are there twice are reported; the first counts. */
export function entriesOf(value: Value, page: Page, meant: Meant): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const pair of value.kind === 'mapping' ? value.pairs : []) {
    const written = textOfKey(pair)
    if (written === undefined) continue
    const entry = entryOfPair(pair, value, written)
    const key = meant(written, entry.at)
    if (key === undefined) continue
    const first = entries.get(key)
    if (first === undefined) entries.set(key, entry)
    else page.report(entry.at, `${entry.name} is here twice; the first is on line ${page.lineOf(first.at)}`)
  }
  return entries
}

/** What is under a key of a mapping, if the value is a mapping and the key is there. */
export function entryOf(value: Value, key: string): Entry | undefined {
  const pair = value.kind === 'mapping' ? value.pairs.find((one) => textOfKey(one) === key) : undefined
  return pair && entryOfPair(pair, value, key)
}

export const textOfKey = ({ key }: Pair): string | undefined =>
  isScalar(key) ? String(key.value) : undefined

/** What is under the key of a pair, `text` being the key. */
export const entryOfPair = ({ key, value: node }: Pair, { name, at }: Value, text: string): Entry => ({
  name: name === '' ? visible(text) : `${name}.${visible(text)}`,
  at: (isNode(key) ? startOf(key) : undefined) ?? at,
  node,
})
