/** The slot of a key in a cluster: CRC16 (XMODEM) of its hash tag, modulo 16,384 (Redis cluster specification). */
export function slotOf(key: string): number {
  const tag = /^[^{]*\{([^}]*)\}/s.exec(key)?.[1] || key
  let crc = 0
  for (const byte of Buffer.from(tag)) crc = ((crc << 8) & 0xffff) ^ (table[((crc >> 8) ^ byte) & 0xff] ?? 0)
  return crc % slots
}

export const slots = 16_384

const polynomial = 0x1021

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ polynomial : crc << 1) & 0xffff
  return crc
})
