import { chopped, closeFrame, fragments, opcodes, serverFrame } from './server-frame.ts'

/** `hears`: it goes on, and hears what comes next. `ends`: it ends the connection, or the server has. */
export type FrameCase = readonly [name: string, outcome: 'hears' | 'ends', pieces: readonly Buffer[]]

const { text, binary, close, ping, pong, more } = opcodes

/** A JSON text of so many bytes that means nothing to a client. */
const json = (bytes: number): string => (bytes < 2 ? '' : `"${'x'.repeat(bytes - 2)}"`)
const nothing = (bytes: number): string => `{"x":${json(bytes - 6)}}`
const utf8 = (hex: string): Buffer => Buffer.from(hex, 'hex')
const sizes = [16, 125, 126, 127, 128, 65_535, 65_536]

const framing: FrameCase[] = sizes.flatMap((size): FrameCase[] => [
  [`a text of ${size} bytes`, 'hears', [serverFrame(nothing(size))]],
  [`bytes, ${size} of them`, 'hears', [serverFrame(Buffer.alloc(size, 0xfe), { opcode: binary })]],
  [
    `a text of ${size} bytes in odd pieces`,
    'hears',
    chopped([serverFrame(nothing(size))], size > 200 ? 997 : 3),
  ],
])

const pings: FrameCase[] = [
  ['a ping', 'hears', [serverFrame('', { opcode: ping })]],
  ['a ping with a payload', 'hears', [serverFrame('hello', { opcode: ping })]],
  ['a ping of bytes', 'hears', [serverFrame(utf8('00fffefdfcfb00ff'), { opcode: ping })]],
  ['a ping of 125 bytes', 'hears', [serverFrame(json(125), { opcode: ping })]],
  ['a ping of 126 bytes', 'ends', [serverFrame(json(126), { opcode: ping })]],
  ['a ping in pieces', 'hears', chopped([serverFrame(json(125), { opcode: ping })], 1)],
  ['ten pings', 'hears', Array.from({ length: 10 }, (_, n) => serverFrame(`${n}`, { opcode: ping }))],
  ['a pong that was not asked for', 'hears', [serverFrame('', { opcode: pong })]],
  [
    'a pong with a payload',
    'hears',
    [serverFrame('x', { opcode: pong }), serverFrame('y', { opcode: ping })],
  ],
  ['a pong of 126 bytes', 'ends', [serverFrame(json(126), { opcode: pong })]],
]

const reserved: FrameCase[] = [
  ...[1, 2, 3, 4, 5, 6, 7].map(
    (bits): FrameCase => [`reserved bits ${bits}`, 'ends', [serverFrame('{}', { reserved: bits })]],
  ),
  ['reserved bits in a ping', 'ends', [serverFrame('', { opcode: ping, reserved: 2 })]],
  ['reserved bits in a close', 'ends', [serverFrame('', { opcode: close, reserved: 1 })]],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
    (opcode): FrameCase => [`the reserved opcode ${opcode}`, 'ends', [serverFrame('{}', { opcode })]],
  ),
  ['a frame with a mask', 'ends', [serverFrame('{}', { isMasked: true })]],
]

const half = (opcode: number): Buffer => serverFrame('{"a":', { opcode, fin: false })
const rest = serverFrame('1}', { opcode: more })
const fragmentation: FrameCase[] = [
  ['two fragments', 'hears', [half(text), rest]],
  ['fragments of one byte', 'hears', fragments('{"a":1}', 1)],
  ['fragments of bytes', 'hears', fragments(Buffer.alloc(10, 0xff), 3, binary)],
  ['a ping among fragments', 'hears', [half(text), serverFrame('in', { opcode: ping }), rest]],
  ['a pong among fragments', 'hears', [half(text), serverFrame('', { opcode: pong }), rest]],
  ['empty fragments', 'hears', [half(text), serverFrame('', { opcode: more, fin: false }), rest]],
  ['a continuation of nothing', 'ends', [rest]],
  ['a continuation of nothing, not the last', 'ends', [serverFrame('', { opcode: more, fin: false })]],
  ['a text among fragments', 'ends', [half(text), serverFrame('{}'), rest]],
  ['a ping in fragments', 'ends', [serverFrame('a', { opcode: ping, fin: false })]],
  ['a close in fragments', 'ends', [serverFrame('', { opcode: close, fin: false })]],
  ['a close among fragments', 'ends', [half(text), closeFrame(1000), rest]],
]

const quoted = (hex: string): Buffer => Buffer.concat([Buffer.from('{"x":"'), utf8(hex), Buffer.from('"}')])
const valid = ['ce ba e1 bd b9', 'f0 9f 98 80', 'f4 8f bf bf', 'ef bf bf', 'ed 9f bf', '7f']
const invalid = {
  'a lone continuation': '80',
  'a start without its end': 'ce',
  'an overlong slash': 'c0af',
  'an overlong zero': 'c080',
  'an overlong code point of four bytes': 'f08080af',
  'a surrogate': 'eda080',
  'a pair of surrogates': 'eda080edbfbf',
  'what is over the last code point': 'f4908080',
  'the byte fe': 'fe',
  'the byte ff': 'ff',
  'five bytes': 'f888808080',
}
const characters: FrameCase[] = [
  ...valid.map(
    (hex): FrameCase => [`the code points ${hex}`, 'hears', fragments(quoted(hex.replaceAll(' ', '')), 1)],
  ),
  ...Object.entries(invalid).flatMap(([name, hex]): FrameCase[] => [
    [name, 'ends', [serverFrame(quoted(hex))]],
    [`${name}, in fragments`, 'ends', fragments(quoted(hex), 1)],
    [`${name} at the start`, 'ends', [serverFrame(utf8(hex))]],
  ]),
]

const reason = (bytes: number): string => 'r'.repeat(bytes)
const closing: FrameCase[] = [
  ['an empty close', 'ends', [serverFrame('', { opcode: close })]],
  ['a close of one byte', 'ends', [serverFrame('x', { opcode: close })]],
  ...[1000, 1001, 1002, 1003, 1007, 1011, 3000, 3999, 4000, 4100, 4200, 4999].map(
    (code): FrameCase => [`the close code ${code}`, 'ends', [closeFrame(code, 'why')]],
  ),
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map(
    (code): FrameCase => [`the close code ${code}, which is none`, 'ends', [closeFrame(code)]],
  ),
  ['a reason of 123 bytes', 'ends', [closeFrame(1000, reason(123))]],
  ['a reason of 124 bytes', 'ends', [closeFrame(1000, reason(124))]],
  ['a reason that is not UTF-8', 'ends', [closeFrame(1000, utf8('cebaff'))]],
  ['data after a close', 'ends', [closeFrame(1000), serverFrame('{}')]],
  ['a ping after a close', 'ends', [closeFrame(1000), serverFrame('', { opcode: ping })]],
  ['two closes', 'ends', [closeFrame(1000), closeFrame(1001)]],
]

const large = nothing(1024 * 1024)
const amounts: FrameCase[] = [
  ['16 MB in a frame', 'hears', [serverFrame(nothing(16 * 1024 * 1024))]],
  ['16 MB of bytes', 'hears', [serverFrame(Buffer.alloc(16 * 1024 * 1024), { opcode: binary })]],
  ...[64, 256, 1024, 4096].map(
    (size): FrameCase => [
      `1 MB in fragments of ${size} bytes`,
      'hears',
      chopped(fragments(large, size), 100_000),
    ],
  ),
  ['1 MB in pieces of 997 bytes', 'hears', chopped([serverFrame(large)], 997)],
  [
    '5,000 messages of 16 bytes',
    'hears',
    chopped(
      Array.from({ length: 5_000 }, () => serverFrame(nothing(16))),
      10_000,
    ),
  ],
  ['a length of 2⁶³', 'ends', [Buffer.from('817fffffffffffffffff', 'hex')]],
  ['a length of 200 MB', 'ends', [Buffer.from('817f000000000bebc200', 'hex')]],
]

export const frameCases: readonly FrameCase[] = [
  ...framing,
  ...pings,
  ...reserved,
  ...fragmentation,
  ...characters,
  ...closing,
  ...amounts,
]
