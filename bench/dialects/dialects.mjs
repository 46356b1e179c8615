// @ts-check
import { chat } from './chat.mjs'
import { guarded, noop } from './handlers.mjs'
import { hub, hubUnkept } from './hub.mjs'
import { socketIo } from './socket-io.mjs'

/**
 * What the clients of a server have to know to be let in and to be answered.
 *
 * @typedef {object} Wire
 * @property {(token: string) => string} path
 * @property {'frame' | 'handshake'} welcome what tells a client that it has been let in
 * @property {(bytes: Buffer, start: number) => Kind} kind what a text frame is, seen by its first bytes
 */

/**
 * How a chat server's clients say the same things. Frames come masked and ready to be sent.
 *
 * @typedef {object} Frames
 * @property {(username: string) => Buffer} setName
 * @property {(channel: string) => Buffer} join
 * @property {(channel: string, message: string) => Buffer} message
 */

/** @typedef {Wire & Frames} Dialect */
/**
 * A frame is answered at once when its kind is a buffer, and passed over when it is of no account.
 *
 * @typedef {'delivery' | 'reply' | 'refusal' | 'other' | Buffer} Kind
 */

/** @satisfies {Record<string, Wire | Dialect>} */
export const dialects = { chat, 'socket-io': socketIo, hub, 'hub-unkept': hubUnkept, noop, guarded }
