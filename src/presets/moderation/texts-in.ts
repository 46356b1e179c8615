/** Objects and lists in one another. */
export const maxDepth = 32
/** Characters in all texts together. */
export const maxCharacters = 16_384
const maxTexts = 1_000

/** All texts in JSON, but not its keys, in their order; `too-much` if it is deeper, longer or more than what is looked at. */
export function textsIn(data: unknown): readonly string[] | 'too-much' {
  const texts: string[] = []
  let left = maxCharacters

  function isWithin(value: unknown, depth: number): boolean {
    if (typeof value === 'string') {
      left -= value.length
      return left >= 0 && texts.push(value) <= maxTexts
    }
    if (typeof value !== 'object' || value === null) return true
    return depth < maxDepth && Object.values(value).every((item) => isWithin(item, depth + 1))
  }

  return isWithin(data, 0) ? texts : 'too-much'
}

/** The same JSON with other texts, in the order of `textsIn`. */
export function withTexts(data: unknown, texts: readonly string[]): unknown {
  const others = texts.values()

  function changed(value: unknown): unknown {
    if (typeof value === 'string') return others.next().value ?? value
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(changed)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changed(item)]))
  }

  return changed(data)
}
