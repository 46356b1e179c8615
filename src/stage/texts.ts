import { isIP } from 'node:net'
import { text } from './reading/scalars.ts'
import { type Reader, wrong } from './reading/value.ts'

/** What somebody else calls something of theirs. */
export const id = text({
  mustBe: 'an id of 1 to 256 characters, without spaces and slashes',
  holds: (read) => /^[^\s/]{1,256}$/.test(read),
  takesNumbers: true,
})

export const secret = (min: number): Reader<string> =>
  text({
    mustBe: `a text of ${min} to 4096 characters, on one line`,
    holds: (read) => read.length >= min && read.length <= 4_096,
    isSecret: true,
  })

/** As it is in the file. URLs can have a secret in them, so none is shown. */
export const url = text({
  mustBe: 'a URL that begins with http:// or https://',
  holds: isHttpUrl,
  isSecret: true,
})

export function isHttpUrl(read: string): boolean {
  if (read.length > 2_048 || /\s/.test(read) || !URL.canParse(read)) return false
  return /^https?:\/\//i.test(read)
}

/** Where Redis is. There can be a password in it. Whether it can be read is the business of who connects. */
export const redisUrl = text({
  mustBe: 'an address such as redis://localhost:6379',
  holds: (read) => read.length <= 2_048 && /^rediss?(\+(sentinel|cluster))?:\/\/\S+$/.test(read),
  isSecret: true,
})

export const redisPrefix = text({
  mustBe: '1 to 64 letters, digits and the characters _ - . :',
  holds: (read) => /^[\w:.-]{1,64}$/.test(read),
})

export const file = text({
  mustBe: 'the path of a file',
  holds: (read) => read.length > 0 && read.length <= 1_024,
})

const originLike = text({
  mustBe: 'an origin such as https://chat.example.com, without a path',
  holds(read) {
    if (!isHttpUrl(read)) return false
    const { pathname, search, hash, username, password } = new URL(read)
    return pathname === '/' && [search, hash, username, password].every((part) => part === '')
  },
  isSecret: true,
})

/** Without a slash at the end. */
export const origin: Reader<string> = {
  read(value, page) {
    const read = originLike.read(value, page)
    return read === undefined ? undefined : new URL(read).origin
  },
}

/** Of proxies. One of everybody is none of theirs. */
export const net = text({
  mustBe: 'an address, a net such as 10.0.0.0/8, or loopback',
  holds: (read) => read === 'loopback' || isNet(read),
})

function isNet(read: string): boolean {
  const [, address = '', prefix] = /^([\da-fA-F.:]{1,45})(?:\/(\d{1,3}))?$/.exec(read) ?? []
  const version = isIP(address)
  const length = Number(prefix ?? 32)
  return version !== 0 && length > 0 && length <= (version === 4 ? 32 : 128)
}

/** A selection expression of API Gateway. Whether it is one is the business of who compiles it. */
export const expression = text({
  mustBe: 'an expression of 1 to 1000 characters, such as $request.body.action',
  holds: (read) => read.length > 0 && read.length <= 1_000,
})

export const region = text({
  mustBe: 'a region such as eu-west-1',
  holds: (read) => /^[a-z][a-z0-9-]{1,31}$/.test(read),
})

export const email = text({
  mustBe: 'an e-mail address',
  holds: (read) => read.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(read),
})

// What the server answers itself, whatever is mounted.
const reserved = [
  '/admin',
  '/console',
  '/app.json',
  '/health',
  '/docs',
  '/.well-known',
  '/.serverless',
  '/2015-03-31',
  '/assets',
  '/aws-config.json',
  '/config.json',
  '/dead-letters',
  '/metrics',
  '/ping',
  '/sping',
]

const pathLike = text({
  mustBe: 'a path such as /game, of letters, digits and hyphens',
  holds: (read) => /^\/[\w.~/-]{0,255}$/.test(read) && !/\/\.{1,2}(\/|$)/.test(read),
})

/** A path as the gateway compares it: without a slash at the end, and no two in a row. */
export const path: Reader<string> = {
  read(value, page) {
    const read = pathLike.read(value, page)
    if (read === undefined) return undefined
    const normal = read.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
    const own = reservedFor(normal)
    return own === undefined
      ? normal
      : wrong(value, page, `a path that is not under ${own}, which is the server's own`)
  },
}

/** The path of the server's own that this one is at or under. */
export function reservedFor(normal: string): string | undefined {
  const isUnder = (one: string): boolean => normal === one || normal.startsWith(`${one}/`)
  // The logins are below /prod, and the relay is at it.
  return reserved.find(isUnder) ?? (normal.startsWith('/prod/') ? '/prod/' : undefined)
}
