// @ts-check
import { maskedFrame } from '../clients/masked-frame.mjs'

/** Where texts of this wire differ: `{"type":"event","event":"message"`, and `{"type":"reply","id":"1","ok":true`. */
const places = { type: 9, event: 25, ok: 30 }
const letters = { e: 'e'.charCodeAt(0), m: 'm'.charCodeAt(0), r: 'r'.charCodeAt(0), t: 't'.charCodeAt(0) }

/** The hub, in channels that keep what was said. */
export const hub = hubIn('room')
/** The same in channels that keep nothing. */
export const hubUnkept = hubIn('live')

/**
 * All requests have the same id, so that frames can be built once; answers come in order.
 *
 * @param {string} namespace
 * @returns {import('./dialects.mjs').Dialect}
 */
function hubIn(namespace) {
  const nameOf = (/** @type {string} */ channel) => `${namespace}:${channel}`
  return {
    path: (token) => `/hub?access_token=${token}`,
    welcome: 'handshake',
    setName: (name) => request('name', { name }),
    join: (channel) => request('join', { channel: nameOf(channel) }),
    message: (channel, text) => request('publish', { channel: nameOf(channel), data: { text } }),
    kind,
  }
}

/**
 * @param {Buffer} bytes
 * @param {number} start
 * @returns {import('./dialects.mjs').Kind}
 */
function kind(bytes, start) {
  if (bytes.readUInt8(start + places.type) === letters.r) {
    return bytes.readUInt8(start + places.ok) === letters.t ? 'reply' : 'refusal'
  }
  const event = bytes.readUInt8(start + places.event)
  if (event === letters.m) return 'delivery'
  const isError = event === letters.e && bytes.readUInt8(start + places.event + 1) === letters.r
  return isError ? 'refusal' : 'other'
}

/**
 * @param {string} action
 * @param {object} fields
 */
function request(action, fields) {
  return maskedFrame(JSON.stringify({ action, id: '1', ...fields }))
}
