// @ts-check
import { measure } from './measurement.mjs'
import { serversOf } from './servers/lineups.mjs'

/** @typedef {import('./scenarios/scenarios.mjs').Scenario} Scenario */
/** @typedef {import('./servers/servers.mjs').ServerName} ServerName */

/**
 * What was measured side by side. A server that failed has no figures, but a reason.
 *
 * @typedef {Partial<Record<ServerName, import('./scenarios/scenarios.mjs').Figures>>} Repetition
 * @typedef {{ scenario: Scenario, repetitions: Repetition[], failures: Partial<Record<ServerName, string>> }} Result
 */

/** One thing to measure. @typedef {{ scenario: Scenario, repetition: number, serverName: ServerName }} Step */

/**
 * Play every scenario against the servers in turn, as often as it asks for.
 *
 * @param {readonly Scenario[]} scenarios
 * @param {number} repetitions of those that are repeated
 * @param {import('./measurement.mjs').Conditions} conditions
 * @param {import('./progress.mjs').Progress} progress
 */
export async function run(scenarios, repetitions, conditions, progress) {
  const steps = scenarios.flatMap((scenario) => stepsOf(scenario, scenario.isRepeated ? repetitions : 1))
  /** @type {Map<Scenario, Result>} */
  const results = new Map()
  for (const [index, step] of steps.entries()) {
    progress.starts(step, index, steps.length)
    const result = results.get(step.scenario) ?? { scenario: step.scenario, repetitions: [], failures: {} }
    results.set(step.scenario, result)
    await play(step, result, conditions)
  }
  progress.ends()
  return [...results.values()]
}

/**
 * @param {Step} step
 * @param {Result} result
 * @param {import('./measurement.mjs').Conditions} conditions
 */
async function play({ scenario, repetition, serverName }, { repetitions, failures }, conditions) {
  const row = repetitions[repetition] ?? {}
  repetitions[repetition] = row
  if (failures[serverName] !== undefined) return
  try {
    row[serverName] = await measure(scenario, serverName, conditions)
  } catch (error) {
    failures[serverName] = error instanceof Error ? error.message : String(error)
  }
}

/**
 * The servers take turns in being first: whatever drifts on the machine, drifts against all of them.
 *
 * @param {Scenario} scenario
 * @param {number} repetitions
 * @returns {Step[]}
 */
function stepsOf(scenario, repetitions) {
  const names = serversOf(scenario)
  return Array.from({ length: repetitions }, (_, repetition) => {
    const turn = repetition % names.length
    const order = [...names.slice(turn), ...names.slice(0, turn)]
    return order.map((serverName) => ({ scenario, repetition, serverName }))
  }).flat()
}
