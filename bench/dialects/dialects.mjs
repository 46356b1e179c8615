// @ts-check
import { chat } from './chat.mjs'
import { socketIo } from './socket-io.mjs'

/**
 * How a server's clients say the same things. Frames come masked and ready to be sent.
 *
 * @typedef {object} Dialect
 * @property {(token: string) => string} path
 * @property {(username: string) => Buffer} setName
 * @property {(channel: string) => Buffer} join
 * @property {(channel: string, message: string) => Buffer} message
 * @property {(bytes: Buffer, start: number) => Kind} kind what a text frame is, seen by its first bytes
 */

/** A frame is answered at once when its kind is a buffer. @typedef {'delivery' | 'reply' | 'refusal' | Buffer} Kind */

/** @satisfies {Record<string, Dialect>} */
export const dialects = { chat, 'socket-io': socketIo }
