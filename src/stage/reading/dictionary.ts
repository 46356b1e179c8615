import { entriesOf } from './entries.ts'
import { wrongSecret } from './scalars.ts'
import { gluedHint, type Page, type Reader, type Value, wrong } from './value.ts'

export interface DictionaryRule<T> {
  /** How the value of a key is read. */
  readonly item: (key: string) => Reader<T>
  /** What can be in each of the values. */
  readonly fields?: Reader<T>['fields'] | undefined
  /** What is wrong, after the name of the mapping, if it has this key; `undefined` if it can be there. */
  readonly mistakeIn: (key: string) => string | undefined
  readonly max: number
  /** Never show what is there instead of keys and values. */
  readonly isSecret?: boolean
}

/** Keys that the writer of the file chooses, and their values, in the order of the file. */
export function dictionary<T>(rule: DictionaryRule<T>): Reader<ReadonlyMap<string, T>> {
  const { item, fields, mistakeIn, max, isSecret } = rule

  function itemsOf(value: Value, page: Page): ReadonlyMap<string, T> {
    const items = new Map<string, T>()
    const entries = entriesOf(value, page, (key, at) => {
      const mistake = key === '<<' ? mergeMistake : mistakeIn(key)
      if (mistake === undefined) return key
      page.report(at, `${value.name} ${mistake}`)
      return undefined
    })
    for (const [key, { node, name, at }] of entries) {
      const opened = page.open(node, name, at)
      const read = opened && item(key).read(opened, page)
      if (read !== undefined) items.set(key, read)
    }
    return items
  }

  return {
    ...(fields && { fields: { '<name>': { fields, read: () => undefined } } }),
    read(value, page) {
      if (value.kind === 'nothing') return new Map()
      if (value.kind !== 'mapping') {
        return (isSecret ? wrongSecret : wrong)(value, page, 'keys and values', gluedHint(value))
      }
      const { length } = value.pairs
      if (length > max) {
        page.report(value.at, `${value.name} has ${length} keys; ${max} are the most`)
        return undefined
      }
      const items = itemsOf(value, page)
      return items.size === length ? items : undefined
    },
  }
}

const mergeMistake = 'cannot have "<<": merge keys are not read here; write the keys out'
