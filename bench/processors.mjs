// @ts-check
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * One processor for the server and one for the load, so that neither takes time from the other. Servers that work in
 * several processes or threads have all but the load's.
 *
 * @typedef {{ server: number, others: string, load: number }} Processors
 */

/** @returns {Processors | undefined} undefined where processes cannot be pinned */
export function processors() {
  if (spawnSync('taskset', ['--version']).status !== 0) return undefined
  const [server, load, ...rest] = allowed()
  if (server === undefined || load === undefined) return undefined
  return { server, others: [server, ...rest].join(), load }
}

/** The processors this process may use: a container seldom has all of them. */
function allowed() {
  const status = readFileSync('/proc/self/status', 'utf8')
  const ranges = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1]?.split(',') ?? []
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}
