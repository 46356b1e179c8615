// @ts-check
import { serverNames } from './servers.mjs'
/** @typedef {import('./servers.mjs').ServerName} ServerName */

/**
 * What a server has to do with a scenario.
 *
 * @typedef {object} Part
 * @property {string} file beside this one, which starts it
 * @property {keyof typeof import('../dialects/dialects.mjs').dialects} dialect that its clients speak
 * @property {string} [service] which description in `handlers/` it reads, if it reads one at all
 */

/**
 * Who is measured side by side.
 *
 * @typedef {object} Lineup
 * @property {Partial<Record<ServerName, Part>>} parts
 * @property {'server' | 'others'} processors of these: one, or all but the load's
 * @property {boolean} [hasRedis] which is where all of these are
 */

/** @typedef {'chat' | 'hub' | 'hub-sqlite' | 'noop' | 'guarded' | 'fleet' | 'fleet-hub'} LineupName */

/** @type {Readonly<Record<LineupName, Lineup>>} */
export const lineups = {
  chat: {
    parts: {
      stoa: { file: 'stoa.mjs', dialect: 'chat' },
      'plain-ws': { file: 'plain-ws.mjs', dialect: 'chat' },
      'socket-io': { file: 'socket-io.mjs', dialect: 'socket-io' },
    },
    processors: 'server',
  },
  hub: {
    parts: {
      stoa: { file: 'stoa-hub.mjs', dialect: 'hub' },
      'stoa-unkept': { file: 'stoa-hub.mjs', dialect: 'hub-unkept' },
      'socket-io': { file: 'socket-io-recovery.mjs', dialect: 'socket-io' },
    },
    processors: 'server',
  },
  'hub-sqlite': {
    parts: {
      stoa: { file: 'stoa-hub-sqlite.mjs', dialect: 'hub' },
      'stoa-in-memory': { file: 'stoa-hub.mjs', dialect: 'hub' },
    },
    processors: 'server',
  },
  noop: {
    parts: {
      stoa: { file: 'stoa-hosted.mjs', dialect: 'noop' },
      'serverless-offline': { file: 'serverless-offline.mjs', dialect: 'noop', service: 'noop' },
    },
    processors: 'others',
  },
  guarded: {
    parts: {
      stoa: { file: 'stoa-hosted.mjs', dialect: 'guarded' },
      'serverless-offline': { file: 'serverless-offline.mjs', dialect: 'guarded', service: 'guarded' },
    },
    processors: 'others',
  },
  fleet: {
    parts: {
      stoa: { file: 'stoa-fleet.mjs', dialect: 'chat' },
      'socket-io': { file: 'socket-io-fleet.mjs', dialect: 'socket-io' },
    },
    processors: 'others',
    hasRedis: true,
  },
  'fleet-hub': {
    parts: {
      stoa: { file: 'stoa-fleet.mjs', dialect: 'hub' },
      'stoa-unkept': { file: 'stoa-fleet.mjs', dialect: 'hub-unkept' },
    },
    processors: 'others',
    hasRedis: true,
  },
}

/**
 * Who plays a scenario, ours first.
 *
 * @param {import('../scenarios/scenarios.mjs').Scenario} scenario
 * @returns {readonly ServerName[]}
 */
export function serversOf({ lineup, isOursOnly = false }) {
  const { parts } = lineups[lineup]
  return (isOursOnly ? serverNames.slice(0, 1) : serverNames).filter((name) => parts[name] !== undefined)
}
