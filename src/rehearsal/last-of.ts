/** The last so many of what there was. */
export interface LastOf<T> {
  add(one: T): void
  all(): readonly T[]
}

export function lastOf<T>(count: number): LastOf<T> {
  const kept: T[] = []
  return {
    add(one) {
      kept.push(one)
      if (kept.length >= 2 * count) kept.splice(0, kept.length - count)
    },
    all: () => kept.slice(-count),
  }
}
