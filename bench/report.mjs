// @ts-check
import { serverNames, serverTitles } from './servers/servers.mjs'
import { sideBySide } from './summary.mjs'
import { comparisonTable, markdownTable, ownTable } from './table.mjs'

/** @typedef {import('./summary.mjs').Row} Row */

/**
 * @typedef {object} Findings
 * @property {ReturnType<typeof import('./machine.mjs').describeMachine>} machine
 * @property {readonly import('./harness.mjs').Result[]} results
 * @property {readonly Row[]} rows
 * @property {readonly import('./targets.mjs').Verdict[]} verdicts
 */

/** @param {Findings} findings */
export function report({ machine, results, rows, verdicts }) {
  const own = rows.filter(({ servers, table }) => servers.length === 1 && table === undefined)
  const tables = [...new Set(rows.flatMap(({ table }) => table ?? []))]
  const compared = sideBySide(rows.filter(({ servers }) => servers.length > 1))
  const { node, cores, model, pinned, congestionControl } = machine
  return [
    `Node ${node}, ${cores} cores (${model}), ${pinned}, TCP ${congestionControl}`,
    ...compared.map(comparisonTable),
    compared.length > 0 &&
      '↓: less is better. Ratios are made within a repetition; shown is their median (lowest–highest).',
    own.length > 0 && ownTable(own),
    ...tables.map((name) => `${name}:\n\n${markdownTable(rows.filter(({ table }) => table === name))}`),
    failures(results).join('\n'),
    verdicts.map(({ verdict, says, seen }) => `${verdict}  ${says} (${seen})`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n')
}

/**
 * A line per reason, which is often the same everywhere.
 *
 * @param {readonly import('./harness.mjs').Result[]} results
 */
function failures(results) {
  /** @type {Map<string, string[]>} */
  const scenariosByReason = new Map()
  for (const { scenario, failures } of results) {
    for (const name of serverNames) {
      if (failures[name] === undefined) continue
      const reason = `${serverTitles[name]} failed: ${failures[name]}`
      scenariosByReason.set(reason, [...(scenariosByReason.get(reason) ?? []), scenario.name])
    }
  }
  return Array.from(scenariosByReason, ([reason, names]) => `${reason} (${names.join(', ')})`)
}
