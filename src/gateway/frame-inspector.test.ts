import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskedFrame } from '../../test/support/masked-frame.ts'
import { FrameInspector } from './frame-inspector.ts'

interface Shape {
  readonly bytes: number
  readonly fin: boolean
  readonly opcode: number
}

const encode = ({ bytes, ...frame }: Shape): Buffer => maskedFrame({ payload: Buffer.alloc(bytes), ...frame })

/** What the inspector finds in frames that arrive cut at the given places. */
function inspect(limit: number, frames: readonly Shape[], cuts: readonly number[] = []): number | undefined {
  const inspector = new FrameInspector(limit)
  const wire = Buffer.concat(frames.map(encode))
  const places = [0, ...cuts.map((cut) => cut % (wire.length + 1)).sort((a, b) => a - b), wire.length]
  places.forEach((from, at) => {
    inspector.inspect(wire.subarray(from, places[at + 1]))
  })
  return inspector.messagesBeforeOversized()
}

const text = (bytes: number, fin = true): Shape => ({ bytes, fin, opcode: 1 })
const more = (bytes: number, fin: boolean): Shape => ({ bytes, fin, opcode: 0 })

describe('a frame inspector', () => {
  test('lets a frame of the very limit through and not one byte more', () => {
    expect(inspect(32_768, [text(32_768)])).toBeUndefined()
    expect(inspect(32_768, [text(32_769)])).toBe(0)
  })

  test('counts the whole messages before the frame that was too big', () => {
    expect(
      inspect(100, [text(5), text(50, false), { bytes: 3, fin: true, opcode: 9 }, more(50, true), text(101)]),
    ).toBe(2)
  })

  test('lets a big message through in small frames', () => {
    expect(inspect(100, [text(100, false), more(100, false), more(100, true)])).toBeUndefined()
  })

  test('finds the same wherever the bytes are cut', () => {
    const frame = fc.record({ bytes: fc.nat(70_000), fin: fc.boolean(), opcode: fc.constantFrom(0, 1) })
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 6 }), fc.array(fc.nat()), (frames, cuts) => {
        const oversized = frames.findIndex(({ bytes }) => bytes > 30_000)
        const before = frames.slice(0, oversized).filter(({ fin }) => fin).length
        expect(inspect(30_000, frames, cuts)).toBe(oversized === -1 ? undefined : before)
      }),
    )
  })
})
