import { constants, inflateRawSync } from 'node:zlib'

/** Takes the frames of a client apart, whatever the pieces in which they come. */
export class MaskedReader {
  #bytes = Buffer.alloc(0)
  readonly #heard: (opcode: number, payload: Buffer) => void

  constructor(heard: (opcode: number, payload: Buffer) => void) {
    this.#heard = heard
  }

  read(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    for (let size = this.#next(); size > 0; size = this.#next()) this.#bytes = this.#bytes.subarray(size)
  }

  /** The bytes of the frame that was heard; 0 if it is not there as a whole. */
  #next(): number {
    const bytes = this.#bytes
    if (bytes.length < 2) return 0
    const short = bytes.readUInt8(1) & 0x7f
    const start = { 126: 8, 127: 14 }[short] ?? 6
    if (bytes.length < start) return 0
    const length =
      short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
    if (bytes.length < start + length) return 0
    const mask = bytes.subarray(start - 4, start)
    const payload = bytes.subarray(start, start + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0))
    const first = bytes.readUInt8(0)
    this.#heard(first & 0x0f, first & 0x40 ? inflated(payload) : Buffer.from(payload))
    return start + length
  }
}

const inflated = (payload: Uint8Array): Buffer =>
  inflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH })
