import type { Position } from '../../core/ports/history.ts'

/** Events that were appended by one command, as all nodes that hear the topic get them. */
export interface RecordedBatch {
  /** Of the first one; `undefined` where nothing is kept. */
  readonly first: Position | undefined
  /** For each event that the command brought, whether it is new. Only those that are have a text here. */
  readonly mask: string
  readonly texts: readonly string[]
}

const newline = 10

/** What `history-append.lua` puts behind the head of an envelope. `undefined` for what it does not write. */
export function openRecordedBatch(body: Buffer): RecordedBatch | undefined {
  const end = body.indexOf(newline)
  const [epoch, offset, mask] = body.toString('utf8', 0, end).split(' ')
  if (end < 0 || epoch === undefined || mask === undefined) return undefined
  const texts: string[] = []
  for (let at = end + 1; at + 4 <= body.length; ) {
    const from = at + 4
    at = from + body.readUInt32BE(at)
    texts.push(body.toString('utf8', from, at))
  }
  return { first: epoch === '-' ? undefined : { epoch, offset: Number(offset) }, mask, texts }
}

/** The position of the event so many after the first. */
export function positionAt(first: Position | undefined, index: number): Position | undefined {
  return first === undefined ? undefined : { epoch: first.epoch, offset: first.offset + index }
}
