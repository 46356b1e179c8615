// @ts-check

/** @typedef {'stoa' | 'stoa-unkept' | 'stoa-in-memory' | 'plain-ws' | 'socket-io' | 'serverless-offline'} ServerName */

/** Ours first; the others are what it is compared with, ours in another way among them. */
/** @type {readonly ServerName[]} */
export const serverNames = [
  'stoa',
  'stoa-unkept',
  'stoa-in-memory',
  'plain-ws',
  'socket-io',
  'serverless-offline',
]

/** @type {Readonly<Record<ServerName, string>>} */
export const serverTitles = {
  stoa: 'stoa',
  'stoa-unkept': 'without history',
  'stoa-in-memory': 'in memory',
  'plain-ws': 'plain ws',
  'socket-io': 'socket.io',
  'serverless-offline': 'serverless-offline',
}
