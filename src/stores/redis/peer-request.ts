import type { Frame } from '../../core/ports/sockets.ts'

/** What one node asks of another's connection, or of the node itself: then it has no path, and the question is its frame. */
export interface PeerRequest {
  readonly path: string
  readonly connectionId: string
  readonly verb: 'send' | 'describe' | 'close' | 'ask'
  readonly frame?: Frame
  readonly code?: number
  readonly reason?: string
}

/** A line of JSON, and then the frame as it is. */
export function writeRequest({ frame, ...rest }: PeerRequest): Uint8Array[] {
  const isText = typeof frame === 'string'
  const line = Buffer.from(`${JSON.stringify({ ...rest, isText })}\n`)
  if (frame === undefined) return [line]
  return [line, isText ? Buffer.from(frame) : frame]
}

/** Throws for what no node of this version writes. */
export function readRequest(bytes: Buffer): PeerRequest {
  const end = bytes.indexOf('\n')
  const read: unknown = JSON.parse(bytes.toString('utf8', 0, end))
  if (!isRequest(read)) throw new TypeError('a request of another node has another shape')
  const rest = bytes.subarray(end + 1)
  if (read.verb !== 'send' && read.verb !== 'ask') return read
  return { ...read, frame: read.isText ? rest.toString() : rest }
}

function isRequest(value: unknown): value is PeerRequest & { readonly isText: boolean } {
  if (typeof value !== 'object' || value === null) return false
  const isString = (name: string): boolean => typeof Reflect.get(value, name) === 'string'
  return isString('path') && isString('connectionId') && isString('verb')
}
