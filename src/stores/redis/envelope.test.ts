import { describe, expect, test } from 'vitest'
import { opened, packed, sealed, unpack } from './envelope.ts'

const bytes = (text: string): Buffer => Buffer.from(text)

function unpacked(body: Buffer): [string, string | undefined][] {
  const parts: [string, string | undefined][] = []
  unpack(body, (frames, except) => parts.push([frames.toString(), except]))
  return parts
}

describe('an envelope', () => {
  test('is opened as it was sealed', () => {
    const sealedBytes = sealed('P', 'aB-_', 4_294_967_295, [bytes('one'), bytes('two')])
    expect(opened(sealedBytes)).toEqual({
      kind: 'P',
      node: 'aB-_',
      serial: 4_294_967_295,
      body: bytes('onetwo'),
    })
    expect(opened(Buffer.concat([bytes('id\n'), sealedBytes]), 3)?.node).toBe('aB-_')
  })

  test.each([
    ['nothing', ''],
    ['too little', 'Pnode123'],
    ['another letter', 'XnodeSERI'],
  ])('that is %s is none', (_label, text) => {
    expect(opened(bytes(text))).toBeUndefined()
  })
})

describe('parts', () => {
  test('come out in order, and those that leave out the same connection as one', () => {
    const parts = [
      { frames: bytes('a'), except: undefined },
      { frames: bytes('b'), except: undefined },
      { frames: bytes('c'), except: 'ada' },
      { frames: bytes('d'), except: 'ada' },
      { frames: bytes('e'), except: 'bob' },
      { frames: bytes('f'), except: undefined },
    ]
    expect(unpacked(Buffer.concat(packed(parts)))).toEqual([
      ['ab', undefined],
      ['cd', 'ada'],
      ['e', 'bob'],
      ['f', undefined],
    ])
  })

  test('that are not whole are left out, and nothing is thrown', () => {
    const whole = Buffer.concat(packed([{ frames: bytes('abc'), except: 'ada' }]))
    for (let length = 0; length < whole.length; length += 1) {
      expect(unpacked(whole.subarray(0, length))).toEqual([])
    }
  })
})
