// @ts-check
import { serversOf } from './servers/lineups.mjs'

/** @typedef {import('./servers/servers.mjs').ServerName} ServerName */
/** @typedef {import('./harness.mjs').Result} Result */
/** @typedef {{ median: number, lowest: number, highest: number }} Spread */

/**
 * One figure of one scenario: the medians of each server, and ours divided by each other one's.
 *
 * @typedef {object} Row
 * @property {string} scenario
 * @property {string} says
 * @property {string | undefined} table of documentation, that this belongs in
 * @property {readonly ServerName[]} servers that have figures, or should have
 * @property {import('./scenarios/scenarios.mjs').Figure} figure
 * @property {Partial<Record<ServerName, number | string>>} medians
 * @property {Partial<Record<ServerName, Spread>>} ratios made within each repetition, then the median of them
 */

/**
 * @param {readonly Result[]} results
 * @returns {Row[]}
 */
export function summarize(results) {
  return results.flatMap((result) => {
    const { name: scenario, says, figures, table } = result.scenario
    const servers = serversOf(result.scenario)
    return figures.map((figure) => ({
      scenario,
      says,
      table,
      servers,
      figure,
      medians: forServers(servers, (name) => medianOf(valuesOf(result, name, figure.key))),
      ratios: forServers(servers.slice(1), (name) => ratioTo(result, name, figure.key)),
    }))
  })
}

/**
 * @param {readonly Row[]} rows
 * @param {string} scenario
 * @param {string} key
 */
export function rowOf(rows, scenario, key) {
  return rows.find((row) => row.scenario === scenario && row.figure.key === key)
}

/**
 * Rows of the same servers together.
 *
 * @param {readonly Row[]} rows
 */
export function sideBySide(rows) {
  /** @type {Map<string, Row[]>} */
  const rowsByServers = new Map()
  for (const row of rows) {
    const servers = row.servers.join()
    rowsByServers.set(servers, [...(rowsByServers.get(servers) ?? []), row])
  }
  return [...rowsByServers.values()]
}

/**
 * @template T
 * @param {readonly ServerName[]} names
 * @param {(name: ServerName) => T | undefined} find
 * @returns {Partial<Record<ServerName, T>>}
 */
function forServers(names, find) {
  const entries = names.map((name) => [name, find(name)])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/**
 * @param {Result} result
 * @param {ServerName} name
 * @param {string} key
 */
function valuesOf({ repetitions }, name, key) {
  return repetitions.flatMap((repetition) => repetition[name]?.[key] ?? [])
}

/**
 * The median of numbers; of texts the first.
 *
 * @param {readonly (number | string)[]} values
 */
function medianOf(values) {
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b)
  if (numbers.length === 0) return values[0]
  const [low, high] = [numbers[(numbers.length - 1) >> 1], numbers[numbers.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/**
 * @param {Result} result
 * @param {ServerName} other
 * @param {string} key
 * @returns {Spread | undefined}
 */
function ratioTo({ repetitions }, other, key) {
  const ratios = repetitions.flatMap((repetition) => {
    const [ours, theirs] = [repetition.stoa?.[key], repetition[other]?.[key]]
    return typeof ours === 'number' && typeof theirs === 'number' ? [ours / theirs] : []
  })
  const median = medianOf(ratios)
  if (typeof median !== 'number') return undefined
  return { median, lowest: Math.min(...ratios), highest: Math.max(...ratios) }
}
