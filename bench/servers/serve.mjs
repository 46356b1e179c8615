// @ts-check

/** @typedef {{ port: number, token: string }} Listening */
/** CPU time of all threads since the start, and open TCP sockets. @typedef {{ cpuSeconds: number, sockets: number }} Used */

/**
 * Run a server as a child of the harness: say where it listens, and what it has used whenever asked.
 *
 * @param {() => Promise<Listening>} start
 */
export async function serve(start) {
  const tell = process.send?.bind(process)
  if (tell === undefined) throw new Error('this is started by the harness: npm run bench')
  process.on('disconnect', () => process.exit())
  process.on('message', () => tell({ type: 'used', ...used() }))
  try {
    tell({ type: 'listening', ...(await start()) })
  } catch (error) {
    tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
  }
}

/** @returns {Used} */
function used() {
  const { user, system } = process.cpuUsage()
  const sockets = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
  return { cpuSeconds: (user + system) / 1e6, sockets }
}
