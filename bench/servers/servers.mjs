// @ts-check

/** @typedef {'stoa' | 'plain-ws' | 'socket-io' | 'serverless-offline'} ServerName */

/** Ours first; the others are what it is compared with. */
/** @type {readonly ServerName[]} */
export const serverNames = ['stoa', 'plain-ws', 'socket-io', 'serverless-offline']

/** @type {Readonly<Record<ServerName, string>>} */
export const serverTitles = {
  stoa: 'stoa',
  'plain-ws': 'plain ws',
  'socket-io': 'socket.io',
  'serverless-offline': 'serverless-offline',
}
