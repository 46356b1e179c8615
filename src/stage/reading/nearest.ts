import { distance } from 'fastest-levenshtein'

/** `iamAuth`, `iam-auth` and `IAM_AUTH` are ways to write `iam_auth`. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[_\-\s]/g, '')

// Comparing costs the product of the lengths.
const maxLength = 64

/** The name that somebody who wrote `word` has most likely meant, if one is near enough. */
export function nearest<Name extends string>(word: string, names: readonly Name[]): Name | undefined {
  if (word.length > maxLength) return undefined
  const written = plainName(word)
  const near = names
    .map((name) => ({ name, far: farness(written, plainName(name)) }))
    .filter(({ far }) => far < Infinity)
    .sort((a, b) => a.far - b.far)
  return near[0]?.name
}

function farness(written: string, name: string): number {
  const edits = distance(written, name)
  const shorter = Math.min(written.length, name.length)
  const longer = Math.max(written.length, name.length)
  if (edits <= Math.max(1, Math.floor(longer / 3)) && edits < longer) return edits
  const isBeginning = shorter >= 3 && (written.startsWith(name) || name.startsWith(written))
  return isBeginning ? edits : Infinity
}
