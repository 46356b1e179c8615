// @ts-check
import { descendantsCpuSeconds } from '../family.mjs'

/** @typedef {{ port: number, token: string }} Listening */
/** CPU time of all threads and child processes since the start, and open TCP sockets of this one. @typedef {{ cpuSeconds: number, sockets: number }} Used */

/**
 * Run a server as a child of the harness: say where it listens, and what it has used whenever asked.
 *
 * @param {() => Promise<Listening>} start
 * @param {{ hasChildren?: boolean }} [options] they are looked for at every question, which takes a while
 */
export async function serve(start, { hasChildren = false } = {}) {
  const tell = process.send?.bind(process)
  if (tell === undefined) throw new Error('this is started by the harness: npm run bench')
  process.on('disconnect', () => process.exit())
  process.on('message', () => tell({ type: 'used', ...used(hasChildren) }))
  try {
    tell({ type: 'listening', ...(await start()) })
  } catch (error) {
    tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
  }
}

/**
 * @param {boolean} hasChildren
 * @returns {Used}
 */
function used(hasChildren) {
  const { user, system } = process.cpuUsage()
  const sockets = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
  const children = hasChildren ? descendantsCpuSeconds(process.pid) : 0
  return { cpuSeconds: (user + system) / 1e6 + children, sockets }
}
