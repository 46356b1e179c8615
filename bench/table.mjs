// @ts-check
import { formatSpread, formatValue } from './format.mjs'
import { serverTitles } from './servers/servers.mjs'

const lessIsBetter = new Set(['count', 'us', 'ms', 'bytes'])

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

/**
 * The same in Markdown, for documentation: a line per scenario, all of which have the same figures.
 *
 * @param {readonly import('./summary.mjs').Row[]} rows
 */
export function markdownTable(rows) {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))]
  const lines = scenarios.map((name) => rows.filter(({ scenario }) => scenario === name))
  const head = ['', ...(lines[0] ?? []).map(({ figure }) => figure.says)]
  const body = lines.map((line) => [
    line[0]?.says ?? '',
    ...line.map(({ medians, figure }) => formatValue(medians.stoa, figure.unit)),
  ])
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
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
