import { randomFillSync, randomUUID } from 'node:crypto'
import type { Ids } from '../../core/ports/ids.ts'

const shortBytes = 11
const poolBytes = 4_096

/** Ids from the operating system's randomness. `draw` throws for an alphabet of no or more than 256 characters. */
export function systemIds(): Ids {
  // One call for 4 KB costs little more than one for 11 bytes.
  const pool = Buffer.allocUnsafeSlow(poolBytes)
  let used = poolBytes

  /** Where the next `count` bytes that nobody has had begin in the pool. */
  function reserve(count: number): number {
    if (used + count > poolBytes) {
      randomFillSync(pool)
      used = 0
    }
    used += count
    return used - count
  }

  /** Even from 0 to below `bound`: a byte past the last whole multiple of `bound` is thrown away. */
  function below(bound: number): number {
    const limit = 256 - (256 % bound)
    let byte = pool.readUInt8(reserve(1))
    while (byte >= limit) byte = pool.readUInt8(reserve(1))
    return byte % bound
  }

  return {
    short() {
      const start = reserve(shortBytes)
      return `${pool.toString('base64url', start, start + shortBytes)}=`
    },
    uuid: () => randomUUID(),
    draw(alphabet, length) {
      if (alphabet.length < 1 || alphabet.length > 256) {
        throw new RangeError(`an alphabet has 1 to 256 characters, not ${alphabet.length}`)
      }
      return Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join('')
    },
  }
}
