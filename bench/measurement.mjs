// @ts-check
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Child } from './child.mjs'
import { lineups } from './servers/lineups.mjs'

/** @typedef {import('./redis.mjs').Redis} Redis */
/** @typedef {import('./scenarios/scenarios.mjs').Scenario} Scenario */
/** @typedef {import('./servers/servers.mjs').ServerName} ServerName */

/**
 * @typedef {object} Conditions
 * @property {import('./stage.mjs').Windows} windows
 * @property {import('./processors.mjs').Processors | undefined} processors
 * @property {string | undefined} entry another build of Stoa to measure
 * @property {() => Promise<Redis>} redis for those that have one
 */

/** How long a scenario may take that says nothing of it. */
const usuallyMs = 60_000

/**
 * Servers with handlers and fleets are several processes and threads. Where all of them have one processor, V8's own
 * threads only make its pauses longer, on either side, so they go without.
 *
 * @param {'server' | 'others'} pinnedTo
 * @param {number | string | undefined} processors
 */
function flagsOf(pinnedTo, processors) {
  return pinnedTo === 'others' && /^\d+$/.test(String(processors)) ? ['--single-threaded-gc'] : []
}

/**
 * Play a scenario once against a fresh server of one or more nodes, with a fresh load process. All have ended when this
 * has.
 *
 * @param {Scenario} scenario
 * @param {ServerName} serverName
 * @param {Conditions} conditions
 */
export async function measure(scenario, serverName, { windows, processors, entry, redis: redisOf }) {
  const { file, dialect, service, pinnedTo, hasRedis } = partOf(scenario, serverName)
  const redis = hasRedis ? await redisOf() : undefined
  await redis?.fresh({ countsCommands: scenario.countsCommands ?? false })
  const pinned = processors?.[pinnedTo]
  const env = {
    ...(entry !== undefined && { STOA_BENCH_ENTRY: entry }),
    ...(service !== undefined && { STOA_BENCH_SERVICE: service }),
    ...(redis !== undefined && { STOA_BENCH_REDIS: redis.url }),
  }
  const node = () => new Child(`servers/${file}`, pinned, env, flagsOf(pinnedTo, pinned))
  const nodes = Array.from({ length: scenario.nodes ?? 1 }, node)
  const load = new Child('load.mjs', processors?.load)
  const play = async () => {
    const listening = await Promise.all(nodes.map((node) => node.next('listening')))
    const targets = listening.map(({ port, token }) => ({ dialect, port, token }))
    load.tell({ scenario: scenario.name, targets, windows })
    return played(load, nodes, redis)
  }
  try {
    return await Promise.race([play(), late(scenario)])
  } finally {
    await Promise.all([...nodes, load].map((child) => child.kill()))
  }
}

/**
 * @param {Scenario} scenario
 * @param {ServerName} serverName
 */
function partOf({ name, lineup }, serverName) {
  const { parts, processors: pinnedTo, hasRedis = false } = lineups[lineup]
  const part = parts[serverName]
  if (part === undefined) throw new Error(`${serverName} has no part in ${name}`)
  return { ...part, pinnedTo, hasRedis }
}

/**
 * Wait for the figures, and ask the nodes what they have used whenever the load wants to know.
 *
 * @param {Child} load
 * @param {readonly Child[]} nodes
 * @param {Redis | undefined} redis
 * @returns {Promise<import('./scenarios/scenarios.mjs').Figures>}
 */
function played(load, nodes, redis) {
  return new Promise((resolve, reject) => {
    load.on('probe', () => {
      probe(nodes, redis).then((probed) => load.tell(probed), reject)
    })
    load.next('played').then(({ figures }) => resolve(figures), reject)
  })
}

/**
 * @param {readonly Child[]} nodes
 * @param {Redis | undefined} redis
 * @returns {Promise<import('./stage.mjs').Probe>}
 */
async function probe(nodes, redis) {
  const [redisUsed, ...all] = await Promise.all([redis?.used(), ...nodes.map(use)])
  const sum = (/** @type {'cpuSeconds' | 'sockets' | 'rssBytes'} */ key) =>
    all.reduce((total, used) => total + used[key], 0)
  return {
    cpuSeconds: sum('cpuSeconds'),
    sockets: sum('sockets'),
    rssBytes: sum('rssBytes'),
    ...(redisUsed !== undefined && { redis: redisUsed }),
  }
}

/** @param {Child} node */
async function use(node) {
  const used = node.next('used')
  node.tell({ type: 'use' })
  const { cpuSeconds, sockets } = await used
  return { cpuSeconds, sockets, rssBytes: residentBytes(node.pid) }
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
async function late({ name, atMostMs = usuallyMs }) {
  await sleep(atMostMs, undefined, { ref: false })
  throw new Error(`${name} took more than ${atMostMs / 1000} s`)
}
