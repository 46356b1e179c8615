const FIRST_MS = 1_000
const CAP_MS = 15_000

/**
 * How long to wait after the n-th failure in a row (from 0), with `chance` in [0, 1): exponential with full jitter,
 * so that the pages of a restarted server do not come back all at once.
 */
export function backOffMs(failures: number, chance: number): number {
  return Math.round(chance * Math.min(CAP_MS, FIRST_MS * 2 ** failures))
}
