import { nearest, plainName } from './nearest.ts'
import { type Page, type Reader, shown, type Value } from './value.ts'

type ReaderFields = Readonly<Record<string, Reader<unknown>>>

export interface Surroundings {
  readonly value: Value
  /** What can be there. */
  readonly fields: ReaderFields
  readonly page: Page
}

/** What to do about a key that cannot be where it is. */
export function unknownKey(key: string, { value, fields, page }: Surroundings): string {
  if (key === '<<') return 'merge keys ("<<") are not read here; write the keys out'
  const keys = Object.keys(fields)
  const same = keys.find((one) => plainName(one) === plainName(key))
  if (same !== undefined) return `unknown key ${shown(key)}; did you mean "${same}"?`
  const elsewhere = placesFor(key, { value, fields, page })
  if (elsewhere.some((path) => depth(path) === 1)) {
    return `${shown(key)} does not belong here; it goes under no other key`
  }
  if (elsewhere.length > 0)
    return `${shown(key)} does not belong here; did you mean ${elsewhere.join(' or ')}?`
  const near = nearest(key, keys)
  const advice = near === undefined ? `the keys here are ${keys.join(', ')}` : `did you mean "${near}"?`
  return `unknown key ${shown(key)}; ${advice}`
}

/** Below the value itself, or else where the fewest keys lead to. The keys of a list's items are their own. */
function placesFor(key: string, { value, fields, page }: Surroundings): readonly string[] {
  const below = pathsOf(fields).filter(
    (path) => plainName(path.slice(path.lastIndexOf('.') + 1)) === plainName(key),
  )
  const elsewhere = value.name.endsWith(']') ? [] : page.pathsTo(key)
  const paths = below.length > 0 ? below.map((path) => join(value.name, path)) : elsewhere
  const fewest = Math.min(...paths.map(depth))
  return paths.filter((path) => depth(path) === fewest).slice(0, 3)
}

const depth = (path: string): number => path.split('.').length

const join = (before: string, path: string): string => (before === '' ? path : `${before}.${path}`)

/** Every path of keys that can be in there. Keys that all lead to the same are one, `<name>`. */
export function pathsOf(fields: ReaderFields): readonly string[] {
  const paths = Object.entries(fields).flatMap(([key, reader], _, all) => {
    const isOneOfSame = all.filter(([, other]) => other === reader).length > 1 && reader.fields !== undefined
    const name = isOneOfSame ? '<name>' : `${key}${reader.isList ? '[]' : ''}`
    return [key, ...pathsOf(reader.fields ?? {}).map((path) => `${name}.${path}`)]
  })
  return [...new Set(paths)]
}
