import { describe, expect, test } from 'vitest'
import { framesIn } from './count-frames.ts'
import { frameOf, webSocketWire } from './wire.ts'

describe('as many frames are counted as were written', () => {
  test.each([0, 1, 125, 126, 65_535, 65_536])('of %d bytes', (length) => {
    const frame = frameOf('x'.repeat(length))
    expect(framesIn(frame)).toBe(1)
    expect(framesIn(webSocketWire.concat([frame, frameOf('y'), frame]))).toBe(3)
  })
})

test('bytes of no frame are none', () => {
  expect(framesIn(new Uint8Array())).toBe(0)
})

test('a frame that is cut off is one', () => {
  expect(framesIn(frameOf('x'.repeat(200)).subarray(0, 3))).toBe(1)
})
