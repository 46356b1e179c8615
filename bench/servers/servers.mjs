// @ts-check

/** @typedef {'stoa' | 'plain-ws' | 'socket-io'} ServerName */

/** Ours first; the others are what it is compared with. Each has a file of its name beside this one. */
/** @type {readonly ServerName[]} */
export const serverNames = ['stoa', 'plain-ws', 'socket-io']

/** @type {Readonly<Record<ServerName, string>>} */
export const serverTitles = { stoa: 'stoa', 'plain-ws': 'plain ws', 'socket-io': 'socket.io' }
