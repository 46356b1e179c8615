// @ts-check
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'

/** Connections of `accept`, and room for the rest of a process. */
const filesNeeded = 10_300

/** @param {import('./processors.mjs').Processors | undefined} processors */
export function describeMachine(processors) {
  return {
    node: process.version,
    cores: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? 'unknown',
    congestionControl: readFileSync('/proc/sys/net/ipv4/tcp_congestion_control', 'utf8').trim(),
    pinned:
      processors === undefined ? 'not pinned' : `server on ${processors.server}, load on ${processors.load}`,
  }
}

/**
 * Why the scenario that opens the most connections cannot be played here, if so. Node has raised the soft limit to
 * the hard one when it started.
 */
export function tooFewFiles() {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1] ?? 'unlimited'
  if (soft === 'unlimited' || Number(soft) >= filesNeeded) return undefined
  return `only ${soft} files may be open here; \`ulimit -n ${filesNeeded}\` as root, or LimitNOFILE, raises it`
}
