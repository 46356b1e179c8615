// @ts-check
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatRatio } from './format.mjs'
import { serverTitles } from './servers/servers.mjs'
import { sideBySide } from './summary.mjs'

/** @typedef {import('./summary.mjs').Row} Row */

const width = 760
const margin = { top: 64, right: 56, bottom: 36, left: 250 }
const bar = { height: 11, gap: 2 }
const rowHeight = 40
const sectionGap = 28
const others = /** @type {const} */ (['plain-ws', 'socket-io', 'serverless-offline'])

const style = `
    text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
    .title { font-size: 15px; font-weight: 600 }
    .quiet { font-size: 11px; fill: #59636e }
    .plain-ws { fill: #0969da }
    .socket-io { fill: #bf8700 }
    .serverless-offline { fill: #cf222e }
    .one { stroke: #59636e; stroke-dasharray: 3 3 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc }
      .quiet { fill: #9198a1 }
      .plain-ws { fill: #4493f8 }
      .socket-io { fill: #d29922 }
      .serverless-offline { fill: #f85149 }
      .one { stroke: #9198a1 }
    }`

/**
 * Draw how much more our server does with the same CPU time, as an SVG for light and dark pages. What is compared with
 * other servers has a scale of its own.
 *
 * @param {string} file
 * @param {readonly Row[]} rows
 * @param {ReturnType<typeof import('./machine.mjs').describeMachine>} machine
 */
export async function drawChart(file, rows, machine) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, chart(rows.filter(isDrawn), machine))
}

/** @param {Row} row */
function isDrawn({ figure, ratios }) {
  return figure.key === 'rate' && others.some((name) => ratios[name] !== undefined)
}

/**
 * @param {readonly Row[]} rows
 * @param {{ node: string, cores: number, model: string }} machine
 */
function chart(rows, { node, cores, model }) {
  const sections = sideBySide(rows)
  const height = topOf(sections, sections.length) - sectionGap + margin.bottom
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
  <style>${style}
  </style>
  <text id="title" class="title" x="16" y="26">Work per second of server CPU, compared with the same work on</text>
${legend()}
${sections.map((section, index) => drawn(section, topOf(sections, index))).join('\n')}
  <text class="quiet" x="16" y="${height - 12}">${escaped(`Dashed: equal. Node ${node}, ${cores} cores, ${model}. npm run bench`)}</text>
</svg>
`
}

/**
 * @param {readonly (readonly Row[])[]} sections
 * @param {number} index
 */
function topOf(sections, index) {
  const rowsBefore = sections.slice(0, index).reduce((sum, section) => sum + section.length, 0)
  return margin.top + rowsBefore * rowHeight + index * sectionGap
}

/**
 * @param {readonly Row[]} rows
 * @param {number} top
 */
function drawn(rows, top) {
  const found = rows.flatMap(({ ratios }) => others.flatMap((name) => ratios[name]?.median ?? []))
  const greatest = Math.max(1, ...found)
  const scale = (/** @type {number} */ ratio) => (ratio / greatest) * (width - margin.left - margin.right)
  const one = margin.left + scale(1)
  return [
    `  <line class="one" x1="${one}" y1="${top - 6}" x2="${one}" y2="${top + rows.length * rowHeight}"/>`,
    ...rows.map((row, index) => group(row, top + index * rowHeight, scale)),
  ].join('\n')
}

function legend() {
  return others
    .map((name, index) => {
      const x = 16 + index * 90
      return `  <rect class="${name}" x="${x}" y="38" width="11" height="11" rx="2"/><text x="${x + 17}" y="48">${serverTitles[name]}</text>`
    })
    .join('\n')
}

/**
 * @param {Row} row
 * @param {number} top
 * @param {(ratio: number) => number} scale
 */
function group({ scenario, says, servers, ratios }, top, scale) {
  const compared = others.filter((name) => servers.includes(name))
  const bars = compared.flatMap((name, index) => {
    const ratio = ratios[name]?.median
    if (ratio === undefined) return []
    const [y, length] = [top + 4 + index * (bar.height + bar.gap), scale(ratio)]
    return [
      `  <rect class="${name}" x="${margin.left}" y="${y}" width="${length.toFixed(1)}" height="${bar.height}" rx="2"/>`,
      `  <text class="quiet" x="${(margin.left + length + 6).toFixed(1)}" y="${y + 10}">${formatRatio(ratio)}×</text>`,
    ]
  })
  return [
    `  <text x="16" y="${top + 14}">${escaped(scenario)}</text>`,
    `  <text class="quiet" x="16" y="${top + 28}">${escaped(says)}</text>`,
    ...bars,
  ].join('\n')
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
