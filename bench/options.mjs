// @ts-check
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { scenarios } from './scenarios/scenarios.mjs'
import { serversOf } from './servers/lineups.mjs'

export const help = `npm run bench -- [options]

Measures Stoa, a plain ws server and a socket.io server side by side, handlers hosted by Stoa and by
serverless-offline, which is installed on first use, the hub with and without history, and fleets of
Stoa and of socket.io on one Redis.

  --only NAMES      scenarios to play, separated by commas; the start of a name is enough: fanout,paced
  --quick           one repetition and short windows
  --json FILE       write everything that was measured
  --chart [FILE]    draw the ratios (docs/bench.svg)
  --entry FILE      measure another build of Stoa, by its dist/presets/index.js
  --help            this

Scenarios:
${scenarios.map(({ name, says }) => `  ${name.padEnd(26)}${says}`).join('\n')}
`

/**
 * @typedef {object} Options
 * @property {readonly import('./scenarios/scenarios.mjs').Scenario[]} scenarios
 * @property {boolean} isQuick
 * @property {boolean} wantsHelp
 * @property {string | undefined} json
 * @property {string | undefined} chart
 * @property {string | undefined} entry
 */

/**
 * @param {readonly string[]} args
 * @returns {Options}
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args: args.flatMap((arg, index) =>
      isBareChart(arg, args[index + 1]) ? ['--chart=docs/bench.svg'] : [arg],
    ),
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      chart: { type: 'string' },
      entry: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { quick, help: wantsHelp, json, chart } = values
  const entry = values.entry && pathToFileURL(resolve(values.entry)).href
  return { scenarios: chosen(values.only), isQuick: quick, wantsHelp, json, chart, entry }
}

/**
 * Whether what is asked for cannot be measured without it. Mistakes are for the harness to report.
 *
 * @param {readonly string[]} args
 */
export function needsServerlessOffline(args) {
  try {
    const { scenarios, wantsHelp } = readOptions(args)
    return !wantsHelp && scenarios.some((scenario) => serversOf(scenario).includes('serverless-offline'))
  } catch {
    return false
  }
}

/**
 * @param {string} arg
 * @param {string | undefined} next
 */
function isBareChart(arg, next) {
  return arg === '--chart' && (next === undefined || next.startsWith('-'))
}

/** @param {string | undefined} only */
function chosen(only) {
  const names = only?.split(',') ?? ['']
  return [...new Set(names.flatMap(scenariosLike))]
}

/**
 * The scenario of that name, or all whose name starts so.
 *
 * @param {string} name
 */
function scenariosLike(name) {
  const exact = scenarios.filter((scenario) => scenario.name === name)
  const like = scenarios.filter((scenario) => scenario.name.startsWith(name))
  if (like.length === 0) throw new Error(`no scenario is called ${name}; see --help`)
  return exact.length > 0 ? exact : like
}
