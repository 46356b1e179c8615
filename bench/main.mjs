// @ts-check
import { writeFile } from 'node:fs/promises'
import { drawChart } from './chart.mjs'
import { killAll } from './child.mjs'
import { run } from './harness.mjs'
import { describeMachine, tooFewFiles } from './machine.mjs'
import { help, readOptions } from './options.mjs'
import { processors } from './processors.mjs'
import { progressOn } from './progress.mjs'
import { noRedis, redisOn } from './redis.mjs'
import { report } from './report.mjs'
import { lineups } from './servers/lineups.mjs'
import { summarize } from './summary.mjs'
import { judge } from './targets.mjs'

const thorough = { repetitions: 3, windows: { warmUpMs: 300, windowMs: 750 } }
const quick = { repetitions: 1, windows: { warmUpMs: 300, windowMs: 400 } }

/** Scenarios with ten thousand connections. */
const manyFiles = new Set(['accept', 'hub-join-10000'])

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'disconnect'])) {
  process.once(signal, () => void killAll().then(() => process.exit(130)))
}

process.channel?.unref()

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await killAll()
}

async function main() {
  const options = readOptions(process.argv.slice(2))
  if (options.wantsHelp) return console.log(help)
  const pins = processors()
  const machine = describeMachine(pins)
  const { repetitions, windows } = options.isQuick ? quick : thorough
  const conditions = { windows, processors: pins, entry: options.entry, redis: redisOn(pins?.others) }
  const scenarios = playable(options.scenarios)
  if (scenarios.length === 0) throw new Error('nothing is left to measure')
  const results = await run(scenarios, repetitions, conditions, progressOn(process.stderr))
  const rows = summarize(results)
  const verdicts = judge(rows)
  console.log(report({ machine, results, rows, verdicts }))
  if (options.json !== undefined)
    await writeFile(options.json, json({ machine, windows, results, rows, verdicts }))
  if (options.chart !== undefined) await drawChart(options.chart, rows, machine)
}

/** @param {readonly import('./scenarios/scenarios.mjs').Scenario[]} scenarios */
function playable(scenarios) {
  const withFiles = leaveOut('what opens 10,000 connections', tooFewFiles(), scenarios, ({ name }) =>
    manyFiles.has(name),
  )
  return leaveOut('fleet', noRedis(), withFiles, ({ lineup }) => lineups[lineup].hasRedis ?? false)
}

/**
 * @param {string} what
 * @param {string | undefined} obstacle
 * @param {readonly import('./scenarios/scenarios.mjs').Scenario[]} scenarios
 * @param {(scenario: import('./scenarios/scenarios.mjs').Scenario) => boolean} isConcerned
 */
function leaveOut(what, obstacle, scenarios, isConcerned) {
  if (obstacle === undefined || !scenarios.some(isConcerned)) return scenarios
  console.error(`${what} is left out: ${obstacle}`)
  return scenarios.filter((scenario) => !isConcerned(scenario))
}

/** @param {object} everything */
function json(everything) {
  return `${JSON.stringify({ at: new Date().toISOString(), ...everything }, undefined, 2)}\n`
}
