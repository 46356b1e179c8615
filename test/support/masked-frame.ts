export interface Frame {
  readonly payload: Buffer
  readonly fin?: boolean
  readonly opcode?: number
}

/** A frame as a client sends it, with a mask of zeros so that the payload can be read in a capture. */
export function maskedFrame({ payload, fin = true, opcode = 1 }: Frame): Buffer {
  const first = (fin ? 0x80 : 0) | opcode
  return Buffer.concat([Buffer.from([first, ...lengthBytes(payload.length)]), Buffer.alloc(4), payload])
}

function lengthBytes(length: number): number[] {
  const masked = 0x80
  if (length < 126) return [masked | length]
  if (length < 65_536) return [masked | 126, length >> 8, length & 0xff]
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(length))
  return [masked | 127, ...bytes]
}
