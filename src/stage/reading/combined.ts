import { isNode } from 'yaml'
import { flagOf } from './scalars.ts'
import { type Reader, startOf, wrong } from './value.ts'

/** A list of at most `max` items; no value at all is an empty one. */
export function list<T>(item: Reader<T>, max: number): Reader<readonly T[]> {
  return {
    isList: true,
    ...(item.fields && { fields: item.fields }),
    read(value, page) {
      if (value.kind === 'nothing') return []
      if (value.kind !== 'list') return wrong(value, page, 'a list', 'begin each of its lines with "- "')
      if (value.items.length > max) return wrong(value, page, `a list of at most ${max}`)
      const all = value.items.flatMap((node, index) => {
        const at = isNode(node) ? startOf(node) : undefined
        const opened = page.open(node, `${value.name}[${index}]`, at ?? value.at)
        const read = opened && item.read(opened, page)
        return read === undefined ? [] : [read]
      })
      return all.length === value.items.length ? all : undefined
    },
  }
}

/** A reader that also looks at the whole of what it has read. */
export function checked<T>(reader: Reader<T>, check: (read: T) => readonly string[]): Reader<T> {
  return {
    ...reader,
    read(value, page) {
      const read = reader.read(value, page)
      if (read === undefined) return undefined
      for (const mistake of check(read)) page.report(value.at, `${value.name} ${mistake}`)
      return read
    },
  }
}

/** The same value under another key. */
export const named = <T>(key: string, reader: Reader<T>): Reader<T> => ({ ...reader, key })

/** `false`, or something. */
export function orFalse<T>(reader: Reader<T>): Reader<T | false> {
  return {
    ...reader,
    read: (value, page) => (flagOf(value) === false ? false : reader.read(value, page)),
  }
}
