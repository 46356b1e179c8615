/** The first of them in an order, `limit` at most, without putting all of them in order. */
export function firstOf<T>(items: Iterable<T>, limit: number, compare: (a: T, b: T) => number): T[] {
  const first: T[] = []
  for (const item of items) {
    const last = first.at(-1)
    if (first.length >= limit && last !== undefined && compare(item, last) >= 0) continue
    first.splice(placeIn(first, item, compare), 0, item)
    if (first.length > limit) first.pop()
  }
  return first
}

/** Behind all that are not after it. */
function placeIn<T>(inOrder: readonly T[], item: T, compare: (a: T, b: T) => number): number {
  let [from, to] = [0, inOrder.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const other = inOrder[middle]
    if (other === undefined || compare(item, other) < 0) to = middle
    else from = middle + 1
  }
  return from
}
