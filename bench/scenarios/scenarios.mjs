// @ts-check
import { accept } from './accept.mjs'
import { direct } from './direct.mjs'
import { fanout } from './fanout.mjs'
import { fleetScenarios } from './fleet.mjs'
import { hosted } from './hosted.mjs'
import { hubScenarios } from './hub.mjs'
import { paced } from './paced.mjs'
import { requestReply } from './request-reply.mjs'
import { rooms } from './rooms.mjs'
import { slowAuthorizer } from './slow-authorizer.mjs'
import { slowReader } from './slow-reader.mjs'

/** @typedef {'rate' | 'count' | 'share' | 'us' | 'ms' | 'bytes' | 'text'} Unit */

/**
 * @typedef {object} Figure
 * @property {string} key what `play` calls it
 * @property {string} says
 * @property {Unit} unit
 */

/** @typedef {Record<string, number | string>} Figures */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} says
 * @property {import('../servers/lineups.mjs').LineupName} lineup
 * @property {(stage: import('../stage.mjs').Stage) => Promise<Figures>} play runs in the load process
 * @property {readonly Figure[]} figures
 * @property {boolean} [isRepeated] a target hangs on it
 * @property {boolean} [isOursOnly]
 * @property {number} [nodes] of the server, 1 if it does not say
 * @property {number} [atMostMs] that it may take, if it takes long
 * @property {boolean} [countsCommands] that Redis gets, which costs it time
 * @property {string} [table] of documentation, that this is a line of
 */

/** @param {string} what @returns {Figure} */
const rateOf = (what) => ({ key: 'rate', says: `${what} per CPU-second`, unit: 'rate' })

/** @type {readonly Scenario[]} */
export const scenarios = [
  ...[100, 1000, 5000].map(
    (members) =>
      /** @type {Scenario} */ ({
        name: `fanout-${members}`,
        says: `1 → ${members}, 16 in flight`,
        lineup: 'chat',
        play: (stage) => fanout(stage, { members, inFlight: 16 }),
        figures: [rateOf('deliveries')],
        isRepeated: members === 1000,
      }),
  ),
  {
    name: 'fanout-1000-single',
    says: '1 → 1000, 1 in flight',
    lineup: 'chat',
    play: (stage) => fanout(stage, { members: 1000, inFlight: 1 }),
    figures: [rateOf('deliveries')],
    isRepeated: true,
  },
  {
    name: 'paced',
    says: '1 → 1000, 100 messages a second',
    lineup: 'chat',
    play: (stage) => paced(stage, { members: 1000, perSecond: 100, sample: 50 }),
    figures: [
      rateOf('deliveries'),
      { key: 'held', says: 'of the rate is held', unit: 'share' },
      { key: 'p50', says: 'latency p50', unit: 'ms' },
      { key: 'p99', says: 'latency p99', unit: 'ms' },
    ],
    isRepeated: true,
  },
  {
    name: 'rooms',
    says: '200 rooms of 10, 1 in flight each',
    lineup: 'chat',
    play: (stage) => rooms(stage, { rooms: 200, size: 10 }),
    figures: [rateOf('deliveries')],
  },
  {
    name: 'request-reply',
    says: '64 clients, 1 in flight each',
    lineup: 'chat',
    play: (stage) => requestReply(stage, { clients: 64 }),
    figures: [rateOf('replies')],
    isRepeated: true,
  },
  {
    name: 'direct',
    says: '1000 clients in pairs, 64 in flight',
    lineup: 'chat',
    play: (stage) => direct(stage, { clients: 1000, inFlight: 64 }),
    figures: [rateOf('messages')],
    isRepeated: true,
  },
  {
    name: 'accept',
    says: '10,000 connections that stay idle',
    lineup: 'chat',
    play: (stage) => accept(stage, { connections: 10_000 }),
    figures: [
      rateOf('connections'),
      { key: 'wallRate', says: 'connections per second', unit: 'rate' },
      { key: 'bytesEach', says: 'memory per connection', unit: 'bytes' },
    ],
  },
  {
    name: 'slow-reader',
    says: 'one of 1000 stops reading, 1000 messages a second',
    lineup: 'chat',
    play: (stage) => slowReader(stage, { members: 1000, perSecond: 1000, bytes: 200 }),
    figures: [
      { key: 'cutAfterMs', says: 'cut after', unit: 'ms' },
      { key: 'end', says: 'it saw', unit: 'text' },
      { key: 'p99Without', says: "others' p99 of a second before", unit: 'ms' },
      { key: 'p99With', says: "others' p99 of a second meanwhile", unit: 'ms' },
      { key: 'rssBefore', says: 'server memory before', unit: 'bytes' },
      { key: 'rssPeak', says: 'at its highest', unit: 'bytes' },
      { key: 'rssAfter', says: 'after', unit: 'bytes' },
    ],
    isOursOnly: true,
  },
  {
    name: 'hosted',
    says: '64 clients, no-op handler, 32 in flight',
    lineup: 'noop',
    play: (stage) => hosted(stage, { clients: 64, inFlight: 32 }),
    figures: [
      rateOf('invocations'),
      { key: 'wallRate', says: 'invocations per second', unit: 'rate' },
      { key: 'cpuUs', says: 'CPU per invocation', unit: 'us' },
      { key: 'held', says: 'of half that rate is held', unit: 'share' },
      { key: 'p50', says: 'latency p50 at half', unit: 'ms' },
      { key: 'p99', says: 'latency p99 at half', unit: 'ms' },
    ],
    isRepeated: true,
  },
  {
    name: 'slow-authorizer',
    says: '1000 connects, authorizer takes 50 ms',
    lineup: 'guarded',
    play: (stage) => slowAuthorizer(stage, { connections: 1000, atOnce: 128 }),
    figures: [rateOf('connections'), { key: 'wallRate', says: 'connections per second', unit: 'rate' }],
  },
  ...hubScenarios,
  ...fleetScenarios,
]

/** @param {string} name */
export function scenarioNamed(name) {
  const scenario = scenarios.find((candidate) => candidate.name === name)
  if (scenario === undefined) throw new Error(`no scenario is called ${name}`)
  return scenario
}
