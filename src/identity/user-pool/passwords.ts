import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Ids } from '../../core/ports/ids.ts'

interface Hash {
  /** The binary logarithm of the cost. */
  readonly ln: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly key: Buffer
}

// 32 MB and about a twentieth of a second for each guess. Room to raise the cost one day, and then no further.
const cost = { ln: 15, r: 8, p: 1 }
const maxMemoryBytes = 160 * 1024 * 1024
const saltCharacters = 22
const keyBytes = 32
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const derive: (password: string, salt: Buffer, length: number, options: ScryptOptions) => Promise<Buffer> =
  promisify(scrypt)

// No password has this key, and looking for one costs as much as for any other.
const nobody: Hash = { ...cost, salt: Buffer.alloc(16), key: Buffer.alloc(keyBytes) }

/** A text that proves the password later and names how it was made: `$scrypt$ln=15,r=8,p=1$salt$key`. */
export async function hashPassword(password: string, ids: Pick<Ids, 'draw'>): Promise<string> {
  // 22 characters of base64 are 16 bytes, and four bits that are lost.
  const salt = Buffer.from(ids.draw(base64, saltCharacters), 'base64')
  const { ln, r, p } = cost
  const key = await derived(password, { ...cost, salt, key: nobody.key })
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(key)}`
}

/**
 * Whether the text was made of that password. Without a text it takes as long and is false. Throws for a text that was
 * not made here.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const hash = stored === undefined ? nobody : parse(stored)
  const isEqual = timingSafeEqual(await derived(password, hash), hash.key)
  return isEqual && stored !== undefined
}

function derived(password: string, { ln, r, p, salt, key }: Hash): Promise<Buffer> {
  return derive(password, salt, key.length, { N: 2 ** ln, r, p, maxmem: maxMemoryBytes })
}

function parse(text: string): Hash {
  const groups = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]{22,})\$([\w+/]{43})$/.exec(text)
  if (groups === null) throw new Error('the store holds a password hash of another kind')
  const [, ln, r, p, salt = '', key = ''] = groups
  return {
    ln: Number(ln),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
