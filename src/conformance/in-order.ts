/**
 * `run` for each item, at most `atOnce` at a time. `onDone` is called in the order of the items, as soon as all before
 * are done. Rejects with what the first one rejects with.
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
  onDone: (result: Result) => void,
): Promise<readonly Result[]> {
  const done = new Map<number, Result>()
  const results: Result[] = []
  const waiting = items.entries()
  const work = async (): Promise<void> => {
    for (const [at, item] of waiting) {
      done.set(at, await run(item))
      for (let next = done.get(results.length); next !== undefined; next = done.get(results.length)) {
        results.push(next)
        onDone(next)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return results
}
