// @ts-check

/** Any key will do for a server, so frames can be built once and sent many times. */
const key = Buffer.from([0x37, 0xfa, 0x21, 0x3d])

export const opcodes = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa }

/**
 * One whole frame as a client sends it.
 *
 * @param {string | Buffer} payload up to 65,535 bytes
 */
export function maskedFrame(payload, opcode = opcodes.text) {
  const body = Buffer.from(payload)
  const header = body.length < 126 ? Buffer.from([0, 0x80 | body.length]) : longHeader(body.length)
  header.writeUInt8(0x80 | opcode, 0)
  return Buffer.concat([header, key, body.map((byte, index) => byte ^ key.readUInt8(index & 3))])
}

/** @param {number} length */
function longHeader(length) {
  const header = Buffer.from([0, 0x80 | 126, 0, 0])
  header.writeUInt16BE(length, 2)
  return header
}
