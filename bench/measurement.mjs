// @ts-check
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Child } from './child.mjs'
import { lineups } from './servers/lineups.mjs'

/** @typedef {import('./scenarios/scenarios.mjs').Scenario} Scenario */
/** @typedef {import('./servers/servers.mjs').ServerName} ServerName */

/**
 * @typedef {object} Conditions
 * @property {import('./stage.mjs').Windows} windows
 * @property {import('./processors.mjs').Processors | undefined} processors
 * @property {string | undefined} entry another build of Stoa to measure
 */

const atMostMs = 60_000

/**
 * Servers with handlers are several processes and threads. Where all of them have one processor, V8's own threads only make
 * its pauses longer, on either side, so they go without.
 *
 * @param {'server' | 'others'} pinnedTo
 * @param {number | string | undefined} processors
 */
function flagsOf(pinnedTo, processors) {
  return pinnedTo === 'others' && /^\d+$/.test(String(processors)) ? ['--single-threaded-gc'] : []
}

/**
 * Play a scenario once against a fresh server, with a fresh load process. Both have ended when this has.
 *
 * @param {Scenario} scenario
 * @param {ServerName} serverName
 * @param {Conditions} conditions
 */
export async function measure(scenario, serverName, { windows, processors, entry }) {
  const { file, dialect, service, pinnedTo } = partOf(scenario, serverName)
  const pinned = processors?.[pinnedTo]
  const env = {
    ...(entry !== undefined && { STOA_BENCH_ENTRY: entry }),
    ...(service !== undefined && { STOA_BENCH_SERVICE: service }),
  }
  const server = new Child(`servers/${file}`, pinned, env, flagsOf(pinnedTo, pinned))
  const load = new Child('load.mjs', processors?.load)
  try {
    const { port, token } = await server.next('listening')
    load.tell({ scenario: scenario.name, target: { dialect, port, token }, windows })
    return await Promise.race([played(load, server), late(scenario)])
  } finally {
    await Promise.all([server.kill(), load.kill()])
  }
}

/**
 * @param {Scenario} scenario
 * @param {ServerName} serverName
 */
function partOf({ name, lineup }, serverName) {
  const { parts, processors: pinnedTo } = lineups[lineup]
  const part = parts[serverName]
  if (part === undefined) throw new Error(`${serverName} has no part in ${name}`)
  return { ...part, pinnedTo }
}

/**
 * Wait for the figures, and ask the server what it has used whenever the load wants to know.
 *
 * @param {Child} load
 * @param {Child} server
 * @returns {Promise<import('./scenarios/scenarios.mjs').Figures>}
 */
function played(load, server) {
  return new Promise((resolve, reject) => {
    load.on('probe', () => {
      probe(server).then((probed) => load.tell(probed), reject)
    })
    load.next('played').then(({ figures }) => resolve(figures), reject)
  })
}

/**
 * @param {Child} server
 * @returns {Promise<import('./stage.mjs').Probe>}
 */
async function probe(server) {
  const used = server.next('used')
  server.tell({ type: 'use' })
  const { cpuSeconds, sockets } = await used
  return { cpuSeconds, sockets, rssBytes: residentBytes(server.pid) }
}

/** @param {number | undefined} pid */
function residentBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024
}

/**
 * @param {Scenario} scenario
 * @returns {Promise<never>}
 */
async function late({ name }) {
  await sleep(atMostMs, undefined, { ref: false })
  throw new Error(`${name} took more than ${atMostMs / 1000} s`)
}
