// @ts-check
import { commands } from './commands.mjs'
import { fanout } from './fanout.mjs'
import { paced } from './paced.mjs'
import { topics } from './topics.mjs'

/** @typedef {import('./scenarios.mjs').Scenario} Scenario */
/** @typedef {import('./scenarios.mjs').Figure} Figure */

/** The first client, who publishes, is on a node of its own. @param {number} index */
const publisherApart = (index) => (index === 0 ? 0 : 1)

/** @type {Figure} */
const rate = { key: 'rate', says: 'deliveries per CPU-second', unit: 'rate' }
/** @type {Figure} */
const redisUs = { key: 'redisUs', says: 'CPU of Redis per publish', unit: 'us' }
/** @type {Figure} */
const wallRate = { key: 'wallRate', says: 'deliveries per second', unit: 'rate' }

/** What all of them have in common. @type {Pick<Scenario, 'lineup' | 'nodes'>} */
const twoNodes = { lineup: 'fleet', nodes: 2 }
/** They are written down, so they are repeated. @type {Omit<Scenario, 'name' | 'says' | 'play'>} */
const growth = {
  lineup: 'fleet',
  figures: [rate, wallRate, redisUs],
  isOursOnly: true,
  isRepeated: true,
  table: 'fleet-growth',
}

/** Several nodes on one Redis. @type {readonly Scenario[]} */
export const fleetScenarios = [
  {
    ...twoNodes,
    name: 'fleet-fanout',
    says: '1 → 1000 on another node, 16 in flight',
    play: (stage) => fanout(stage.spread(publisherApart), { members: 1001, inFlight: 16 }),
    figures: [rate, redisUs],
    isRepeated: true,
  },
  pacedTo(1000, 'fleet-paced'),
  // What every server can hold, even where both nodes and Redis have one processor.
  pacedTo(100, 'fleet-paced-100'),
  ...[10, 100, 1000].map(
    (members) =>
      /** @type {Scenario} */ ({
        ...twoNodes,
        name: `fleet-commands-${members}`,
        says: `1 → ${members} on another node, commands counted`,
        play: (stage) => commands(stage.spread(publisherApart), { members: members + 1, perSecond: 100 }),
        figures: [{ key: 'commands', says: 'Redis commands per publish', unit: 'count' }],
        countsCommands: true,
      }),
  ),
  ...[1, 2, 4].map(
    (nodes) =>
      /** @type {Scenario} */ ({
        ...growth,
        name: `fleet-growth-nodes-${nodes}`,
        says: `${nodes === 1 ? '1 node' : `${nodes} nodes`}, 1 topic of 1000, 16 in flight`,
        nodes,
        play: (stage) =>
          fanout(
            stage.spread((index) => index % nodes),
            { members: 1000, inFlight: 16 },
          ),
      }),
  ),
  ...[10, 1000, 10_000].map(
    (count) =>
      /** @type {Scenario} */ ({
        ...growth,
        name: `fleet-growth-topics-${count}`,
        says: `2 nodes, ${count.toLocaleString('en')} topics of 2, 64 in flight`,
        nodes: 2,
        play: (stage) => topics(stage, { topics: count, inFlight: 64 }),
      }),
  ),
]

/**
 * @param {number} members
 * @param {string} name
 * @returns {Scenario}
 */
function pacedTo(members, name) {
  return {
    ...twoNodes,
    name,
    says: `1 → ${members} on another node, 100 messages a second`,
    play: (stage) =>
      paced(stage.spread(publisherApart), { members: members + 1, perSecond: 100, sample: 50 }),
    figures: [
      rate,
      redisUs,
      { key: 'held', says: 'of the rate is held', unit: 'share' },
      { key: 'p50', says: 'latency p50', unit: 'ms' },
      { key: 'p99', says: 'latency p99', unit: 'ms' },
    ],
    isRepeated: true,
  }
}
