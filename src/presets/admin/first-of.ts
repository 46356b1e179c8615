/** The first of them in an order, `limit` at most, without putting all of them in order. */
export function firstOf<T>(items: Iterable<T>, limit: number, compare: (a: T, b: T) => number): T[] {
  const first: T[] = []
  for (const item of items) {
    const last = first.at(-1)
    if (first.length >= limit && last !== undefined && compare(item, last) >= 0) continue
    const at = first.findIndex((other) => compare(item, other) < 0)
    first.splice(at === -1 ? first.length : at, 0, item)
    if (first.length > limit) first.pop()
  }
  return first
}
