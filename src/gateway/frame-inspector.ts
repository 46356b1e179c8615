const isFinal = 0x80
const firstControlOpcode = 0x8

/**
 * Follows the frame headers of what a client sends, to hold a limit per frame: `ws` has one per message only. It
 * looks at headers and skips payloads, so a chunk costs what the number of its frames costs.
 */
export class FrameInspector {
  readonly #maxFrameBytes: number
  /** Payload bytes of the current frame that are still to come. */
  #toSkip = 0
  /** A header that was cut by the end of a chunk. */
  #partial: Buffer | undefined
  #messages = 0
  #oversized = false

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  /** How many whole messages came before the frame that was too big; `undefined` while there is none. */
  messagesBeforeOversized(): number | undefined {
    return this.#oversized ? this.#messages : undefined
  }

  /** Look at the next bytes. After a frame that is too big nothing is looked at any more. */
  inspect(chunk: Buffer): void {
    const bytes = this.#partial === undefined ? chunk : Buffer.concat([this.#partial, chunk])
    this.#partial = undefined
    let at = 0
    while (at < bytes.length && !this.#oversized) {
      const skipped = Math.min(this.#toSkip, bytes.length - at)
      this.#toSkip -= skipped
      at += skipped
      if (at < bytes.length) at = this.#header(bytes, at)
    }
  }

  /** Read the header at `at` and answer where its payload begins. */
  #header(bytes: Buffer, at: number): number {
    const available = bytes.length - at
    const headerBytes = available < 2 ? 2 : headerLength(bytes.readUInt8(at + 1))
    if (available < headerBytes) {
      this.#partial = bytes.subarray(at)
      return bytes.length
    }
    const first = bytes.readUInt8(at)
    const isData = (first & 0x0f) < firstControlOpcode
    this.#toSkip = payloadLength(bytes, at)
    this.#oversized = isData && this.#toSkip > this.#maxFrameBytes
    if (isData && !this.#oversized && (first & isFinal) !== 0) this.#messages += 1
    return at + headerBytes
  }
}

/** With the mask that every frame of a client carries. One without it is for `ws` to refuse. */
function headerLength(second: number): number {
  const length = second & 0x7f
  const maskBytes = (second & 0x80) === 0 ? 0 : 4
  if (length < 126) return 2 + maskBytes
  return (length === 126 ? 4 : 10) + maskBytes
}

function payloadLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt8(at + 1) & 0x7f
  if (length < 126) return length
  return length === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
}
