import { isDeepStrictEqual } from 'node:util'

const shownCharacters = 400

/** Something else came than what the contract says. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
  readonly expected: string
  readonly got: string

  constructor(expected: string, got: string) {
    super(`expected ${expected}, got ${got}`)
    this.expected = expected
    this.got = got
  }
}

/** Throws a `Mismatch` unless both are deeply equal. `what` names the value. */
export function same(got: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(got, expected)) throw new Mismatch(`${what} ${shown(expected)}`, shown(got))
}

/** The one of several values that `got` is. */
export function oneOf<T>(got: unknown, expected: readonly T[], what: string): T {
  const found = expected.find((one) => isDeepStrictEqual(got, one))
  if (found === undefined) throw new Mismatch(`${what} ${expected.map(shown).join(' or ')}`, shown(got))
  return found
}

/** `got` as a text that looks like `pattern`, called `likeWhat`. */
export function matching(got: unknown, pattern: RegExp, likeWhat: string): string {
  if (typeof got === 'string' && pattern.test(got)) return got
  throw new Mismatch(likeWhat, shown(got))
}

export function integer(got: unknown, what: string): number {
  if (typeof got === 'number' && Number.isInteger(got)) return got
  throw new Mismatch(`${what}, an integer`, shown(got))
}

export type Json = Readonly<Record<string, unknown>>

export function record(got: unknown, what: string): Json {
  if (isRecord(got)) return got
  throw new Mismatch(`${what}, an object`, shown(got))
}

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Exactly these keys, and perhaps some of `optional`. */
export function keys(
  got: Json,
  expected: readonly string[],
  what: string,
  optional: readonly string[] = [],
): void {
  const names = Object.keys(got).sort()
  const missing = expected.filter((name) => !names.includes(name))
  const surplus = names.filter((name) => !expected.includes(name) && !optional.includes(name))
  if (missing.length === 0 && surplus.length === 0) return
  const parts = [
    missing.length > 0 && `without ${missing.join(', ')}`,
    surplus.length > 0 && `with ${surplus.join(', ')}`,
  ]
  throw new Mismatch(
    `${what} with the keys ${[...expected].sort().join(', ')}`,
    parts.filter(Boolean).join(', and '),
  )
}

/** A value as it is shown to a person. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value))
  return text.length <= shownCharacters
    ? text
    : `${text.slice(0, shownCharacters)}… (${text.length} characters)`
}
