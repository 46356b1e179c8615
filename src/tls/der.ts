/** The tags of ASN.1 that certificates are made of (X.690 section 8). */
const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** A value that is tagged by where it stands, as in GeneralName. `isNested`: it has values in it. */
export function tagged(number: number, content: Buffer, isNested: boolean): Buffer {
  return encoded((isNested ? 0xa0 : 0x80) | number, content)
}

export const sequence = (...values: readonly Buffer[]): Buffer =>
  encoded(tags.sequence, Buffer.concat(values))

export const set = (...values: readonly Buffer[]): Buffer => encoded(tags.set, Buffer.concat(values))

export const yes = (): Buffer => encoded(tags.boolean, Buffer.of(0xff))

export const octets = (content: Buffer): Buffer => encoded(tags.octetString, content)

export const utf8 = (text: string): Buffer => encoded(tags.utf8, Buffer.from(text))

/** A number that is not negative, of any size; `bytes` has the highest first. */
export function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first < 0 ? Buffer.of(0) : bytes.subarray(first)
  const isSigned = digits.readUInt8(0) > 0x7f
  return encoded(tags.integer, isSigned ? Buffer.concat([Buffer.of(0), digits]) : digits)
}

/** `content` without its last `unused` bits, which must be 0. */
export const bits = (content: Buffer, unused = 0): Buffer =>
  encoded(tags.bitString, Buffer.concat([Buffer.of(unused), content]))

/** An object identifier as it is written, such as `2.5.29.17`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  return encoded(tags.objectId, Buffer.from([first * 40 + second, ...others].flatMap(base128)))
}

/** A moment, in milliseconds since 1970, to the second. Up to 2049 it has two digits of its year (RFC 5280 4.1.2.5). */
export function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return digits < '2050'
    ? encoded(tags.utcTime, Buffer.from(digits.slice(2)))
    : encoded(tags.generalizedTime, Buffer.from(digits))
}

function encoded(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content])
}

function lengthOf({ length }: Buffer): number[] {
  if (length < 0x80) return [length]
  if (length < 0x100) return [0x81, length]
  if (length < 0x1_0000) return [0x82, length >> 8, length & 0xff]
  throw new RangeError(`a certificate has no value of ${length} bytes`)
}

function base128(number: number): number[] {
  const groups = [number & 0x7f]
  for (let rest = number >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80)
  return groups
}
