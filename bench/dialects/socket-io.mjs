// @ts-check
import { maskedFrame } from '../clients/masked-frame.mjs'

const packets = {
  open: '0'.charCodeAt(0),
  ping: '2'.charCodeAt(0),
  message: '4'.charCodeAt(0),
  connected: '0'.charCodeAt(0),
  event: '2'.charCodeAt(0),
  acknowledgement: '3'.charCodeAt(0),
}
const connectRequest = maskedFrame('40')
const pong = maskedFrame('3')

/** socket.io 4 over engine.io 4, WebSocket only. Requests ask for an acknowledgement. @type {import('./dialects.mjs').Dialect} */
export const socketIo = {
  path: () => '/socket.io/?EIO=4&transport=websocket',
  welcome: 'frame',
  setName: (username) => request('set-name', { username }),
  join: (channel) => request('join', { channel }),
  message: (channel, message) => request('message', { channel, message }),

  kind(bytes, start) {
    const packet = bytes.readUInt8(start)
    if (packet === packets.open) return connectRequest
    if (packet === packets.ping) return pong
    return packet === packets.message ? messageKind(bytes.readUInt8(start + 1)) : 'refusal'
  },
}

/** @param {number} type */
function messageKind(type) {
  if (type === packets.event) return 'delivery'
  return type === packets.acknowledgement || type === packets.connected ? 'reply' : 'refusal'
}

/**
 * @param {string} name
 * @param {object} body
 */
function request(name, body) {
  return maskedFrame(`420${JSON.stringify([name, body])}`)
}
