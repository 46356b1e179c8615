// @ts-check
import { maskedFrame } from '../clients/masked-frame.mjs'

const m = 'm'.charCodeAt(0)
const t = 't'.charCodeAt(0)

/** The wire of the `chat` API, which the plain `ws` server speaks as well. @type {import('./dialects.mjs').Dialect} */
export const chat = {
  path: (token) => `/?auth_token=${token}`,
  welcome: 'frame',
  setName: (username) => request('set-name', { username }),
  join: (channel) => request('join', { channel }),
  message: (channel, message) => request('message', { channel, message }),

  /** `{"type":…` is a delivery, `{"message":…` a reply, `{"error":…` a refusal. */
  kind(bytes, start) {
    const letter = bytes.readUInt8(start + 2)
    if (letter === t) return 'delivery'
    return letter === m ? 'reply' : 'refusal'
  },
}

/**
 * @param {string} type
 * @param {object} payload
 */
function request(type, payload) {
  return maskedFrame(JSON.stringify({ type, payload }))
}
