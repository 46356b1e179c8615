// @ts-check
import { formatRatio, formatValue } from './format.mjs'
import { serverTitles } from './servers/servers.mjs'
import { rowOf } from './summary.mjs'

/** @typedef {import('./summary.mjs').Row} Row */
/** @typedef {import('./servers/servers.mjs').ServerName} ServerName */

/** @typedef {{ isMet: boolean, seen: string } | undefined} Judgement undefined: not measured */
/** @typedef {{ scenario: string, says: string, judge: (rows: readonly Row[]) => Judgement }} Target */
/** @typedef {{ says: string, verdict: 'PASS' | 'MISS', seen: string }} Verdict */

/** The collector moves the memory of a busy server by about this much, with or without a slow reader. */
const flatBytes = 32 * 1024 * 1024
/** Two spans of one run differ by as much by themselves. A slow reader that holds up the others costs far more. */
const unchanged = { factor: 1.5, ms: 5 }

/** Commands per publish. What nodes send anyway is measured before and taken off; a beat more or less remains. */
const oneCommand = 1.02

/** @type {readonly Target[]} */
const targets = [
  atLeast('fanout-1000', 'plain-ws', 12),
  atLeast('fanout-1000', 'socket-io', 12),
  atLeast('fanout-1000-single', 'plain-ws', 1),
  notSlower('paced', 'plain-ws'),
  atLeast('request-reply', 'plain-ws', 0.85),
  atLeast('direct', 'plain-ws', 0.85),
  {
    scenario: 'accept',
    says: 'accept: at most 10 KiB per idle connection',
    judge: (rows) => {
      const bytes = ours(rows, 'accept', 'bytesEach')
      return bytes === undefined
        ? undefined
        : { isMet: bytes <= 10 * 1024, seen: formatValue(bytes, 'bytes') }
    },
  },
  {
    scenario: 'slow-reader',
    says: 'slow-reader: it is cut',
    judge: (rows) => {
      const ms = ours(rows, 'slow-reader', 'cutAfterMs')
      return ms === undefined ? undefined : { isMet: Number.isFinite(ms), seen: formatValue(ms, 'ms') }
    },
  },
  {
    scenario: 'slow-reader',
    says: "slow-reader: the others' p99 does not change",
    judge: (rows) => {
      const [before, meanwhile] = [
        ours(rows, 'slow-reader', 'p99Without'),
        ours(rows, 'slow-reader', 'p99With'),
      ]
      if (before === undefined || meanwhile === undefined) return undefined
      const isMet = meanwhile <= before * unchanged.factor + unchanged.ms
      return { isMet, seen: `${formatValue(before, 'ms')}, then ${formatValue(meanwhile, 'ms')}` }
    },
  },
  {
    scenario: 'slow-reader',
    says: 'slow-reader: memory stays flat',
    judge: (rows) => {
      const [before, peak] = [ours(rows, 'slow-reader', 'rssBefore'), ours(rows, 'slow-reader', 'rssPeak')]
      if (before === undefined || peak === undefined) return undefined
      return {
        isMet: peak - before <= flatBytes,
        seen: `${formatValue(before, 'bytes')}, then ${formatValue(peak, 'bytes')}`,
      }
    },
  },
  atLeast('hosted', 'serverless-offline', 10, 'wallRate', 'invocations per second'),
  atLeast('hosted', 'serverless-offline', 10, 'rate', 'invocations per CPU-second'),
  {
    scenario: 'hosted',
    says: 'hosted: p99 under 5 ms at half of what it can do',
    judge: (rows) => {
      const ms = ours(rows, 'hosted', 'p99')
      return ms === undefined ? undefined : { isMet: ms < 5, seen: formatValue(ms, 'ms') }
    },
  },
  atLeast('hub-fanout-1000', 'stoa-unkept', 0.8),
  atLeast('hub-fanout-1000', 'socket-io', 6),
  below('hub-recovery', 'afterLastMs', 10_000, 'all are whole within 10 s after the last came back', 'ms'),
  below('hub-recovery', 'lost', 1, 'nothing is lost', 'count'),
  below('hub-recovery', 'wrong', 1, 'nothing comes twice or out of order', 'count'),
  below('hub-recovery', 'p99', 250, "the others' p99 under 250 ms meanwhile", 'ms'),
  below('hub-join-10000', 'cpuMs', 5, 'a join and a leave take under 5 ms of CPU', 'ms'),
  below('hub-join-10000', 'frames', 3, 'fewer than 3 presence frames per member', 'count'),
  atLeast('fleet-hub-1000', 'stoa-unkept', 0.5),
  commandsPerPublish('fleet-hub-commands'),
  atLeast('fleet-fanout', 'socket-io', 8),
  notSlower('fleet-paced', 'socket-io'),
  notSlower('fleet-paced-100', 'socket-io'),
  ...[10, 100, 1000].map((members) => commandsPerPublish(`fleet-commands-${members}`)),
]

/**
 * Hold what was measured against what was promised. Targets of scenarios that were not played are left out.
 *
 * @param {readonly Row[]} rows
 * @returns {Verdict[]}
 */
export function judge(rows) {
  const played = new Set(rows.map((row) => row.scenario))
  return targets
    .filter(({ scenario }) => played.has(scenario))
    .map(({ says, judge }) => {
      const judgement = judge(rows)
      return { says, verdict: judgement?.isMet ? 'PASS' : 'MISS', seen: judgement?.seen ?? 'not measured' }
    })
}

/**
 * @param {string} scenario
 * @param {ServerName} other
 * @param {number} least
 * @param {string} [what] where a scenario has several figures to compare
 * @returns {Target}
 */
function atLeast(scenario, other, least, key = 'rate', what = '') {
  return {
    scenario,
    says: `${scenario}: at least ${least}× ${[serverTitles[other], what].filter(Boolean).join(' in ')}`,
    judge: (rows) => {
      const ratio = rowOf(rows, scenario, key)?.ratios[other]
      return ratio && { isMet: ratio.median >= least, seen: `${formatRatio(ratio.median)}×` }
    },
  }
}

/**
 * @param {string} scenario
 * @param {string} key
 * @param {number} bound
 * @param {string} what
 * @param {import('./scenarios/scenarios.mjs').Unit} unit
 * @returns {Target}
 */
function below(scenario, key, bound, what, unit) {
  return {
    scenario,
    says: `${scenario}: ${what}`,
    judge: (rows) => {
      const value = ours(rows, scenario, key)
      return value === undefined ? undefined : { isMet: value < bound, seen: formatValue(value, unit) }
    },
  }
}

/**
 * @param {string} scenario
 * @param {ServerName} other
 * @returns {Target}
 */
function notSlower(scenario, other) {
  return {
    scenario,
    says: `${scenario}: p99 not above ${serverTitles[other]}`,
    judge: (rows) => {
      const ratio = rowOf(rows, scenario, 'p99')?.ratios[other]
      return ratio && { isMet: ratio.median <= 1, seen: `${formatRatio(ratio.median)}×` }
    },
  }
}

/**
 * @param {string} scenario
 * @returns {Target}
 */
function commandsPerPublish(scenario) {
  return {
    scenario,
    says: `${scenario}: at most one Redis command per publish`,
    judge: (rows) => {
      const commands = ours(rows, scenario, 'commands')
      return commands === undefined
        ? undefined
        : { isMet: commands <= oneCommand, seen: formatValue(commands, 'count') }
    },
  }
}

/**
 * @param {readonly Row[]} rows
 * @param {string} scenario
 * @param {string} key
 */
function ours(rows, scenario, key) {
  const value = rowOf(rows, scenario, key)?.medians.stoa
  return typeof value === 'number' ? value : undefined
}
