// @ts-check
import { readdirSync, readFileSync } from 'node:fs'

/**
 * A process as /proc shows it: CPU time in ticks, also that of its children that have ended.
 *
 * @typedef {{ pid: number, parent: number, ownTicks: number, endedTicks: number }} Process
 */

/** Whatever the kernel ticks at, it tells programs in these. */
const ticksPerSecond = 100

/**
 * CPU time that a process's descendants have used, those included that have ended.
 *
 * @param {number} pid
 */
export function descendantsCpuSeconds(pid) {
  const all = processes()
  const ended = all.find((process) => process.pid === pid)?.endedTicks ?? 0
  const living = descendants(pid, all).map(({ ownTicks, endedTicks }) => ownTicks + endedTicks)
  return living.reduce((sum, ticks) => sum + ticks, ended) / ticksPerSecond
}

/**
 * @param {number} pid
 * @param {readonly Process[]} all
 * @returns {Process[]}
 */
function descendants(pid, all) {
  const children = all.filter(({ parent }) => parent === pid)
  return [...children, ...children.flatMap((child) => descendants(child.pid, all))]
}

function processes() {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (processOf(name) ?? []) : []))
}

/**
 * @param {string} pid
 * @returns {Process | undefined}
 */
function processOf(pid) {
  const stat = contents(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The name is in parentheses and may have spaces and parentheses of its own.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (/** @type {number} */ place) => Number(fields[place])
  return {
    pid: Number(pid),
    parent: field(1),
    ownTicks: field(11) + field(12),
    endedTicks: field(13) + field(14),
  }
}

/**
 * Nothing when the process has ended since it was listed; what it used is its parent's then.
 *
 * @param {string} file
 */
function contents(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
