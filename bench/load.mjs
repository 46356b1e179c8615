// @ts-check
import { scenarioNamed } from './scenarios/scenarios.mjs'
import { Stage } from './stage.mjs'

/** The load generator, a process of its own: plays one scenario against one server and tells the figures. */

/** @typedef {{ type: 'play', scenario: string, targets: readonly import('./clients/member.mjs').Target[], windows: import('./stage.mjs').Windows }} Play */

const tell = process.send?.bind(process)
if (tell === undefined) throw new Error('this is started by the harness: npm run bench')

process.on('disconnect', () => process.exit())
process.on('uncaughtException', fail)
process.once('message', (/** @type {Play} */ order) => void play(order))

/** @param {Play} order */
async function play({ scenario, targets, windows }) {
  try {
    const figures = await scenarioNamed(scenario).play(new Stage(targets, windows, probe))
    tell?.({ type: 'played', figures })
  } catch (error) {
    fail(error)
  }
}

/**
 * What the server has used by now.
 *
 * @returns {Promise<import('./stage.mjs').Probe>}
 */
function probe() {
  return new Promise((resolve) => {
    process.once('message', resolve)
    tell?.({ type: 'probe' })
  })
}

/** @param {unknown} error */
function fail(error) {
  tell?.({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
}
