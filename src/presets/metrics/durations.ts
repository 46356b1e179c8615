/** Milliseconds. What is counted here takes from a fraction of one to half a minute. */
const bounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000]

/** How long something took, time and again: nothing but numbers, so that counting costs next to nothing. */
export class Durations {
  /** For each bound, those that are above the one before and not above it. */
  readonly #counts = bounds.map(() => 0)
  #count = 0
  #sumMs = 0

  add(ms: number): void {
    this.#count += 1
    this.#sumMs += ms
    for (let at = 0; at < bounds.length; at += 1) {
      if (ms > (bounds[at] ?? 0)) continue
      this.#counts[at] = (this.#counts[at] ?? 0) + 1
      return
    }
  }

  count(): number {
    return this.#count
  }

  sumMs(): number {
    return this.#sumMs
  }

  /** For each bound, how many are not above it. */
  upTo(): readonly { readonly boundMs: number; readonly count: number }[] {
    let count = 0
    return bounds.map((boundMs, at) => {
      count += this.#counts[at] ?? 0
      return { boundMs, count }
    })
  }
}
