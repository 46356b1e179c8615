// @ts-check

/** @typedef {import('./scenarios/scenarios.mjs').Unit} Unit */

const kibi = 1024
const missing = '–'

/** @type {Record<Unit, (value: number) => string>} */
const formats = {
  rate: (value) => (value >= 1e6 ? `${threeDigits(value / 1e6)} M` : `${threeDigits(value / 1e3)} k`),
  count: threeDigits,
  share: (value) => `${threeDigits(value * 100)} %`,
  us: (value) => `${threeDigits(value)} µs`,
  ms: (value) => (value >= 10_000 ? `${threeDigits(value / 1000)} s` : `${threeDigits(value)} ms`),
  bytes: (value) =>
    Math.abs(value) >= kibi * kibi
      ? `${threeDigits(value / kibi / kibi)} MiB`
      : `${threeDigits(value / kibi)} KiB`,
  text: String,
}

/**
 * @param {number | string | undefined} value
 * @param {Unit} unit
 */
export function formatValue(value, unit) {
  if (value === undefined) return missing
  if (typeof value === 'string') return value
  return Number.isFinite(value) ? formats[unit](value) : 'never'
}

/**
 * A median, and between which values it lies if there are several.
 *
 * @param {import('./summary.mjs').Spread | undefined} spread
 */
export function formatSpread(spread) {
  if (spread === undefined) return missing
  const { median, lowest, highest } = spread
  return lowest === highest
    ? formatRatio(median)
    : `${formatRatio(median)} (${formatRatio(lowest)}–${formatRatio(highest)})`
}

/** @param {number} ratio */
export function formatRatio(ratio) {
  return ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)
}

/** @param {number} value */
function threeDigits(value) {
  const size = Math.abs(value)
  if (size >= 100) return value.toFixed(0)
  return size >= 10 ? value.toFixed(1) : value.toFixed(2)
}
