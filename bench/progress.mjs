// @ts-check
import { serverTitles } from './servers/servers.mjs'

/**
 * @typedef {object} Progress
 * @property {(step: import('./harness.mjs').Step, index: number, count: number) => void} starts
 * @property {() => void} ends
 */

/**
 * Says what is being measured: on one line that is written again on a terminal, on a line per scenario elsewhere.
 *
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
export function progressOn(stream) {
  let scenarioName = ''
  return {
    starts({ scenario, repetition, serverName }, index, count) {
      if (stream.isTTY) {
        const turn = repetition > 0 ? `, repetition ${repetition + 1}` : ''
        stream.write(`\r\x1b[K[${index + 1}/${count}] ${scenario.name}: ${serverTitles[serverName]}${turn}`)
      } else if (scenario.name !== scenarioName) stream.write(`${scenario.name}: ${scenario.says}\n`)
      scenarioName = scenario.name
    },
    ends() {
      if (stream.isTTY) stream.write('\r\x1b[K')
    },
  }
}
