/**
 * What nodes tell each other: a letter that says what it is, 4 characters that name the node, a number that the node counts
 * up, and a body. Frames are in it as they go out to clients.
 */
export interface Envelope {
  readonly kind: Kind
  readonly node: string
  readonly serial: number
  readonly body: Buffer
}

/** `P` a publish, `E` events that are appended, `Q` a question to all who hear a topic, `R` a request for a connection or to a node, `A` the answer to one of these. */
export type Kind = 'P' | 'E' | 'Q' | 'R' | 'A'

const nodeLength = 4
const headerBytes = 1 + nodeLength + 4

export function sealed(kind: Kind, node: string, serial: number, body: readonly Uint8Array[] = []): Buffer {
  const header = Buffer.allocUnsafe(headerBytes)
  header.write(kind + node, 'latin1')
  header.writeUInt32BE(serial >>> 0, 1 + nodeLength)
  return Buffer.concat([header, ...body])
}

/** `undefined` for what no node of this version writes. */
export function opened(bytes: Buffer, from = 0): Envelope | undefined {
  if (bytes.length < from + headerBytes) return undefined
  const kind = bytes.toString('latin1', from, from + 1)
  if (kind !== 'P' && kind !== 'E' && kind !== 'Q' && kind !== 'R' && kind !== 'A') return undefined
  return {
    kind,
    node: bytes.toString('latin1', from + 1, from + 1 + nodeLength),
    serial: bytes.readUInt32BE(from + 1 + nodeLength),
    body: bytes.subarray(from + headerBytes),
  }
}

/** Frames, and who gets no copy of them. */
export interface Part {
  readonly frames: Uint8Array
  readonly except: string | undefined
}

const nobody = Buffer.alloc(0)

/** Parts one after the other, each with its lengths before it. Those that nobody is left out of become one. */
export function packed(parts: readonly Part[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < parts.length; ) {
    const run = runFrom(parts, at)
    const except = Buffer.from(parts[at]?.except ?? nobody)
    const header = Buffer.allocUnsafe(5)
    header.writeUInt32BE(
      run.reduce((sum, { frames }) => sum + frames.length, 0),
      0,
    )
    header.writeUInt8(except.length, 4)
    chunks.push(header, except)
    for (const { frames } of run) chunks.push(frames)
    at += run.length
  }
  return chunks
}

/** The parts from `at` on that have the same exception. */
function runFrom(parts: readonly Part[], at: number): readonly Part[] {
  let end = at + 1
  while (end < parts.length && parts[end]?.except === parts[at]?.except) end += 1
  return parts.slice(at, end)
}

/** Calls `take` with each part. Ends at the first that is not whole. */
export function unpack(body: Buffer, take: (frames: Buffer, except: string | undefined) => void): void {
  let at = 0
  while (at + 5 <= body.length) {
    const length = body.readUInt32BE(at)
    const exceptLength = body.readUInt8(at + 4)
    const frames = at + 5 + exceptLength
    if (frames + length > body.length) return
    take(
      body.subarray(frames, frames + length),
      exceptLength === 0 ? undefined : body.toString('utf8', at + 5, frames),
    )
    at = frames + length
  }
}
