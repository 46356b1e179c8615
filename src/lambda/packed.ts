import Type, { type Static } from 'typebox'
import type { Frame } from '../core/index.ts'

/** A frame in a job. A text that would be much longer in JSON, as SQS takes it, is in Base64 too. */
export const Packed = Type.Union([
  Type.Object({ text: Type.String() }),
  Type.Object({ utf8: Type.String() }),
  Type.Object({ bytes: Type.String() }),
])

export type Packed = Static<typeof Packed>

export function pack(frame: Frame): Packed {
  if (typeof frame !== 'string') return { bytes: Buffer.from(frame).toString('base64') }
  // SQS has no U+FFFE and U+FFFF: of three bytes each, they are six when they are escaped.
  const escaped = frame.match(/[\uFFFE\uFFFF]/g)?.length ?? 0
  const written = Buffer.byteLength(JSON.stringify(frame)) + 3 * escaped
  return written > 1.4 * Buffer.byteLength(frame) + 100
    ? { utf8: Buffer.from(frame).toString('base64') }
    : { text: frame }
}

export function unpack(packed: Packed): Frame {
  if ('text' in packed) return packed.text
  if ('utf8' in packed) return Buffer.from(packed.utf8, 'base64').toString()
  return Buffer.from(packed.bytes, 'base64')
}
