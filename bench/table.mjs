// @ts-check
import { formatSpread, formatValue } from './format.mjs'
import { serverTitles } from './servers/servers.mjs'

const lessIsBetter = new Set(['us', 'ms', 'bytes'])

/**
 * The comparison as lines of text: absolute medians, then the ratios. All rows are of the same servers.
 *
 * @param {readonly import('./summary.mjs').Row[]} rows
 */
export function comparisonTable(rows) {
  const servers = rows[0]?.servers ?? []
  const head = [
    'scenario',
    'figure',
    ...servers.map((name) => serverTitles[name]),
    ...servers.slice(1).map((name) => `stoa / ${serverTitles[name]}`),
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
function cells({ scenario, servers, figure, medians, ratios }) {
  return [
    scenario,
    lessIsBetter.has(figure.unit) ? `${figure.says} ↓` : figure.says,
    ...servers.map((name) => formatValue(medians[name], figure.unit)),
    ...servers.slice(1).map((name) => formatSpread(ratios[name])),
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
