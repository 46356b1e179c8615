import type { Frame, Wire } from '../core/index.ts'

// RFC 6455 section 5.2: final, unmasked, never compressed.
const finalText = 0x81
const finalBinary = 0x82

/** A text frame as a server sends it. */
function encode(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const headerBytes = headerBytesOf(length)
  const bytes = framed(finalText, length, headerBytes)
  bytes.write(text, headerBytes)
  return bytes
}

/** A text as a text frame, bytes as a binary one. */
export function frameOf(frame: Frame): Buffer {
  if (typeof frame === 'string') return encode(frame)
  const headerBytes = headerBytesOf(frame.length)
  const bytes = framed(finalBinary, frame.length, headerBytes)
  bytes.set(frame, headerBytes)
  return bytes
}

function headerBytesOf(length: number): number {
  if (length < 126) return 2
  return length < 65_536 ? 4 : 10
}

/** A frame whose payload is still to be written. */
function framed(first: number, length: number, headerBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + length)
  bytes[0] = first
  if (headerBytes === 2) bytes[1] = length
  else if (headerBytes === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  return bytes
}

/** Text frames as bytes that can be written to any number of sockets. */
export const webSocketWire: Wire = { encode, concat: (frames) => Buffer.concat(frames) }
