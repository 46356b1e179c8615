// @ts-check

/** Milliseconds, collected one by one. */
export class Latencies {
  /** @type {number[]} */
  #all = []

  /** @param {number} ms */
  add(ms) {
    this.#all.push(ms)
  }

  /** @param {number} share 0.99 for p99 */
  percentile(share) {
    return percentileOf(this.#all, share)
  }
}

/** The same, second by second: whatever else the machine does for a moment spoils that second only. */
export class LatenciesBySecond {
  #start = performance.now()
  /** @type {Map<number, Latencies>} */
  #seconds = new Map()

  /** @param {number} ms */
  add(ms) {
    const second = Math.floor((performance.now() - this.#start) / 1000)
    const latencies = this.#seconds.get(second) ?? new Latencies()
    this.#seconds.set(second, latencies)
    latencies.add(ms)
  }

  restart() {
    this.#start = performance.now()
    this.#seconds.clear()
  }

  /**
   * The percentile of each second, and the median of those.
   *
   * @param {number} share
   */
  medianPercentile(share) {
    const percentiles = Array.from(this.#seconds.values(), (latencies) => latencies.percentile(share))
    return percentileOf(percentiles, 0.5)
  }
}

/** @param {readonly number[]} values */
export function medianOf(values) {
  return percentileOf(values, 0.5)
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
function percentileOf(values, share) {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
