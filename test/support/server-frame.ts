export interface ServerFrame {
  readonly opcode?: number
  readonly fin?: boolean
  /** The three reserved bits, as a number from 0 to 7. */
  readonly reserved?: number
  /** Masked, which only a client may. */
  readonly isMasked?: boolean
}

export const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** A frame as a server sends it, or as it must not. */
export function serverFrame(payload: Buffer | string, frame: ServerFrame = {}): Buffer {
  const { opcode = opcodes.text, fin = true, reserved = 0, isMasked = false } = frame
  const bytes = Buffer.from(payload)
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  // A mask of zeros changes nothing.
  const mask = Buffer.alloc(isMasked ? 4 : 0)
  return Buffer.concat([Buffer.from([first]), lengthOf(bytes.length, isMasked ? 0x80 : 0), mask, bytes])
}

/** A message in fragments of `size` bytes. */
export function fragments(payload: Buffer | string, size: number, opcode: number = opcodes.text): Buffer[] {
  const bytes = Buffer.from(payload)
  const frames: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    frames.push(
      serverFrame(bytes.subarray(at, at + size), {
        opcode: at === 0 ? opcode : opcodes.more,
        fin: at + size >= bytes.length,
      }),
    )
  }
  return frames
}

export function closeFrame(code: number, reason: Buffer | string = ''): Buffer {
  return serverFrame(Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]), {
    opcode: opcodes.close,
  })
}

/** In pieces of `size` bytes, wherever a frame ends. */
export function chopped(frames: readonly Buffer[], size: number): Buffer[] {
  const bytes = Buffer.concat(frames)
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  )
}

function lengthOf(length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([maskBit | length])
  if (length < 65_536) return Buffer.from([maskBit | 126, length >> 8, length & 0xff])
  const bytes = Buffer.alloc(9)
  bytes[0] = maskBit | 127
  bytes.writeBigUInt64BE(BigInt(length), 1)
  return bytes
}
