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
      if (read === undefined || !page.isWhole) return read
      for (const mistake of check(read)) page.report(value.at, `${value.name} ${mistake}`)
      return read
    },
  }
}

/** A list of at least one, or one alone. `none` is said of a list with nothing in it. */
export function oneOrMore<T>(item: Reader<T>, max: number, none: string): Reader<readonly T[]> {
  const several = checked(list(item, max), (read) => (read.length === 0 ? [none] : []))
  return {
    read(value, page) {
      if (value.kind === 'list') return several.read(value, page)
      const one = item.read(value, page)
      return one === undefined ? undefined : [one]
    },
  }
}

/** Keys of which two are ways to say the same. */
export const notBoth = <T extends object>(
  one: keyof T & string,
  other: keyof T & string,
  reader: Reader<T>,
): Reader<T> =>
  checked(reader, (read) =>
    read[one] === undefined || read[other] === undefined
      ? []
      : [`has both ${one} and ${other}; keep one of them`],
  )

/** What is read, as it is meant. */
export const mapped = <T, Meant>(reader: Reader<T>, meaning: (read: T) => Meant): Reader<Meant> => ({
  ...reader,
  read(value, page) {
    const read = reader.read(value, page)
    return read === undefined ? undefined : meaning(read)
  },
})

/** The same value under another key. */
export const named = <T>(key: string, reader: Reader<T>): Reader<T> => ({ ...reader, key })

/** `false`, or something. */
export function orFalse<T>(reader: Reader<T>): Reader<T | false> {
  return {
    ...reader,
    read: (value, page) => (flagOf(value) === false ? false : reader.read(value, page)),
  }
}
