/** How many frames these are, which a server has written one after the other (RFC 6455 section 5.2: unmasked). */
export function framesIn(bytes: Uint8Array): number {
  let frames = 0
  for (let at = 0; at < bytes.length; at = endOfFrame(bytes, at)) frames += 1
  return frames
}

function endOfFrame(bytes: Uint8Array, at: number): number {
  const length = byte(bytes, at + 1) & 0x7f
  if (length < 126) return at + 2 + length
  const short = byte(bytes, at + 2) * 256 + byte(bytes, at + 3)
  if (length === 126) return at + 4 + short
  let long = 0
  for (let digit = at + 2; digit < at + 10; digit += 1) long = long * 256 + byte(bytes, digit)
  return at + 10 + long
}

const byte = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0
