// @ts-check
import { commands } from './commands.mjs'
import { fanout } from './fanout.mjs'
import { hubJoin } from './hub-join.mjs'
import { hubRecovery } from './hub-recovery.mjs'

/** @typedef {import('./scenarios.mjs').Scenario} Scenario */

/** The first client, who publishes, is on a node of its own. @param {number} index */
const publisherApart = (index) => (index === 0 ? 0 : 1)

/** @type {import('./scenarios.mjs').Figure} */
const rate = { key: 'rate', says: 'deliveries per CPU-second', unit: 'rate' }

/** The hub: what history costs, what it is good for, and very large channels. @type {readonly Scenario[]} */
export const hubScenarios = [
  {
    name: 'hub-fanout-1000',
    says: '1 → 1000 with history, 16 in flight',
    lineup: 'hub',
    play: (stage) => fanout(stage, { members: 1000, inFlight: 16 }),
    figures: [rate],
    isRepeated: true,
  },
  {
    name: 'hub-sqlite-1000',
    says: '1 → 1000 with history in SQLite, 16 in flight',
    lineup: 'hub-sqlite',
    play: (stage) => fanout(stage, { members: 1000, inFlight: 16 }),
    figures: [rate],
  },
  {
    name: 'hub-recovery',
    says: '5000 clients come back, 500 a second, to 50 missed messages each',
    lineup: 'hub',
    play: (stage) =>
      hubRecovery(stage, {
        clients: 5000,
        channels: 100,
        missed: 50,
        perSecond: 500,
        others: 100,
        othersPerSecond: 50,
      }),
    figures: [
      { key: 'wholeMs', says: 'from the first to come back until all are whole', unit: 'ms' },
      { key: 'afterLastMs', says: 'of that after the last one came', unit: 'ms' },
      { key: 'lost', says: 'messages lost', unit: 'count' },
      { key: 'wrong', says: 'twice or out of order', unit: 'count' },
      { key: 'p99Before', says: "others' p99 before", unit: 'ms' },
      { key: 'p99', says: "others' p99 meanwhile", unit: 'ms' },
    ],
    isOursOnly: true,
    atMostMs: 150_000,
  },
  {
    name: 'hub-join-10000',
    says: 'one more joins and leaves a channel of 10,000',
    lineup: 'hub',
    play: (stage) => hubJoin(stage, { members: 10_000, times: 200 }),
    figures: [
      { key: 'cpuMs', says: 'CPU of the server for a join and a leave', unit: 'ms' },
      { key: 'frames', says: 'presence frames per member, for 100 joins and leaves', unit: 'count' },
    ],
    isOursOnly: true,
    atMostMs: 180_000,
  },
  {
    name: 'fleet-hub-1000',
    says: '1 → 1000 on another node, with history, 16 in flight',
    lineup: 'fleet-hub',
    nodes: 2,
    play: (stage) => fanout(stage.spread(publisherApart), { members: 1001, inFlight: 16 }),
    figures: [rate, { key: 'redisUs', says: 'CPU of Redis per publish', unit: 'us' }],
    isRepeated: true,
  },
  {
    name: 'fleet-hub-commands',
    says: '1 → 100 on another node, with history, commands counted',
    lineup: 'fleet-hub',
    nodes: 2,
    play: (stage) => commands(stage.spread(publisherApart), { members: 101, perSecond: 100 }),
    figures: [{ key: 'commands', says: 'Redis commands per publish', unit: 'count' }],
    countsCommands: true,
    isOursOnly: true,
  },
]
