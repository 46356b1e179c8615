// @ts-check
import { formatSpread, formatValue } from './format.mjs'
import { serverNames, serverTitles } from './servers/servers.mjs'

const others = serverNames.slice(1)
const lessIsBetter = new Set(['ms', 'bytes'])

/**
 * The comparison as lines of text: absolute medians, then the ratios.
 *
 * @param {readonly import('./summary.mjs').Row[]} rows
 */
export function comparisonTable(rows) {
  const head = [
    'scenario',
    'figure',
    ...serverNames.map((name) => serverTitles[name]),
    ...others.map((name) => `stoa / ${serverTitles[name]}`),
  ]
  return aligned([head, ...rows.map(cells)], 2)
}

/**
 * What only our server is asked for.
 *
 * @param {readonly import('./summary.mjs').Row[]} rows
 */
export function ownTable(rows) {
  const values = rows.map(({ scenario, figure, medians }) => [
    scenario,
    figure.says,
    formatValue(medians.stoa, figure.unit),
  ])
  return aligned(values, 3)
}

/** @param {import('./summary.mjs').Row} row */
function cells({ scenario, figure, medians, ratios }) {
  return [
    scenario,
    lessIsBetter.has(figure.unit) ? `${figure.says} ↓` : figure.says,
    ...serverNames.map((name) => formatValue(medians[name], figure.unit)),
    ...others.map((name) => formatSpread(ratios[name])),
  ]
}

/**
 * @param {readonly (readonly string[])[]} lines
 * @param {number} leftColumns how many are aligned on the left
 */
function aligned(lines, leftColumns) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column < leftColumns ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
