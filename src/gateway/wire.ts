import type { Wire } from '../core/index.ts'

const finalText = 0x81

/** A text frame as a server sends it: final, unmasked, never compressed (RFC 6455 section 5.2). */
function encode(text: string): Buffer {
  const length = Buffer.byteLength(text)
  if (length < 126) return frame(text, length, 2, length)
  if (length < 65_536) {
    const bytes = frame(text, length, 4, 126)
    bytes.writeUInt16BE(length, 2)
    return bytes
  }
  const bytes = frame(text, length, 10, 127)
  bytes.writeBigUInt64BE(BigInt(length), 2)
  return bytes
}

function frame(text: string, length: number, headerBytes: number, lengthByte: number): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + length)
  bytes[0] = finalText
  bytes[1] = lengthByte
  bytes.write(text, headerBytes)
  return bytes
}

/** Text frames as bytes that can be written to any number of sockets. */
export const webSocketWire: Wire = { encode, concat: (frames) => Buffer.concat(frames) }
