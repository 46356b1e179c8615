// @ts-check

const nothing = Buffer.alloc(0)

/**
 * Called for every whole frame. The payload is `bytes` from `start` to `end`; the bytes are reused afterwards.
 *
 * @callback OnFrame
 * @param {number} opcode
 * @param {Buffer} bytes
 * @param {number} start
 * @param {number} end
 */

/**
 * Cuts what a server sends into frames, however it was cut into chunks. Looks at headers only: payloads are neither
 * copied nor decoded, except for the one frame that a chunk may end in.
 */
export class FrameReader {
  #onFrame
  #rest = nothing

  /** @param {OnFrame} onFrame */
  constructor(onFrame) {
    this.#onFrame = onFrame
  }

  /**
   * Take a chunk. The caller may reuse its memory afterwards.
   *
   * @param {Buffer} chunk
   */
  read(chunk) {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const used = this.#cut(bytes)
    this.#rest = used === bytes.length ? nothing : Buffer.from(bytes.subarray(used))
  }

  /**
   * @param {Buffer} bytes
   * @returns how many of the bytes were whole frames
   */
  #cut(bytes) {
    let at = 0
    while (at + 2 <= bytes.length) {
      const start = at + headerLength(bytes, at)
      if (start > bytes.length) break
      const end = start + payloadLength(bytes, at)
      if (end > bytes.length) break
      this.#onFrame(bytes.readUInt8(at) & 0x0f, bytes, start, end)
      at = end
    }
    return at
  }
}

/**
 * @param {Buffer} bytes
 * @param {number} at
 */
function headerLength(bytes, at) {
  const short = bytes.readUInt8(at + 1) & 0x7f
  if (short === 127) return 10
  return short === 126 ? 4 : 2
}

/**
 * @param {Buffer} bytes
 * @param {number} at
 */
function payloadLength(bytes, at) {
  const short = bytes.readUInt8(at + 1) & 0x7f
  if (short === 127) return Number(bytes.readBigUInt64BE(at + 2))
  return short === 126 ? bytes.readUInt16BE(at + 2) : short
}
