// @ts-check
import { maskedFrame } from '../clients/masked-frame.mjs'

/** @typedef {import('./dialects.mjs').Wire} Wire */

/** What the handler answers with begins with this, and an error of a gateway with a brace. */
const d = 'd'.charCodeAt(0)

/** Calls the handler that does nothing but answer. */
export const call = maskedFrame('{"action":"noop"}')

export const noop = handlersAt('/noop')
export const guarded = handlersAt('/guarded?token=ada')

/**
 * The wire of an API whose routes are handlers.
 *
 * @param {string} path
 * @returns {Wire}
 */
function handlersAt(path) {
  return {
    path: () => path,
    welcome: 'handshake',
    kind: (bytes, start) => (bytes.readUInt8(start) === d ? 'reply' : 'refusal'),
  }
}
