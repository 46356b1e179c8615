/** A server of Redis. */
export interface Server {
  readonly host: string
  readonly port: number
}

/** Where Redis is, and as whom to go there. */
export interface RedisAddress {
  /** `sentinel`: `servers` are sentinels, and the master that they call `name` is meant. `cluster`: some of its servers. */
  readonly kind: 'single' | 'sentinel' | 'cluster'
  readonly servers: readonly [Server, ...Server[]]
  readonly name: string
  readonly username: string | undefined
  readonly password: string | undefined
  readonly database: number
  readonly tls: boolean
}

const kinds: Readonly<Record<string, { readonly kind: RedisAddress['kind']; readonly port: number }>> = {
  '': { kind: 'single', port: 6379 },
  '+sentinel': { kind: 'sentinel', port: 26379 },
  '+cluster': { kind: 'cluster', port: 6379 },
}

const shape = /^redis(s?)(\+\w+)?:\/\/(?:([^@/]*)@)?([^/@?#]+)(?:\/([^?#]*))?$/

/**
 * Read `redis://user:password@host:6379/0`, `redis+sentinel://host:26379,host:26379/name/0` or
 * `redis+cluster://host:6379,host:6379`; with `rediss` they speak TLS. Throws a `TypeError` that does not quote the password.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const [, tls, suffix = '', access = '', hosts = '', path = ''] = shape.exec(url) ?? []
  const known = kinds[suffix]
  if (tls === undefined || known === undefined) throw notAnAddress()
  const [first, ...others] = hosts.split(',').map((host) => parseServer(host, known.port))
  if (first === undefined || (known.kind === 'single' && others.length > 0)) throw notAnAddress()
  const at = access.indexOf(':')
  const [name, database] = known.kind === 'sentinel' ? splitOnce(path, '/') : ['', path]
  if (known.kind === 'sentinel' && name === '') {
    throw new TypeError(
      'with sentinels, the address ends with the name of the master: redis+sentinel://HOST:PORT/NAME',
    )
  }
  if (known.kind === 'cluster' && /^0*$/.test(database) === false) {
    throw new TypeError('a cluster has one database only: leave out what comes after the servers')
  }
  return {
    kind: known.kind,
    servers: [first, ...others],
    name: textOf(name) ?? '',
    username: textOf(at === -1 ? '' : access.slice(0, at)),
    password: textOf(at === -1 ? access : access.slice(at + 1)),
    database: parseDatabase(database),
    tls: tls === 's',
  }
}

/** Where it is, for a person: without user and password. */
export function placeOf({ kind, servers, name }: RedisAddress): string {
  const places = servers
    .map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`)
    .join(', ')
  return kind === 'sentinel' ? `the master ${name} of the sentinels ${places}` : places
}

function parseServer(text: string, port: number): Server {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined || Number(digits ?? port) > 65_535) throw notAnAddress()
  return { host, port: Number(digits ?? port) }
}

function parseDatabase(text: string): number {
  if (!/^\d{0,4}$/.test(text))
    throw new TypeError('the database of Redis is a number, as in redis://HOST:PORT/0')
  return Number(text)
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** Signs such as `@` and `/` are written `%40` and `%2F`. */
function textOf(encoded: string): string | undefined {
  if (encoded === '') return undefined
  try {
    return decodeURIComponent(encoded)
  } catch {
    throw new TypeError('in user and password of the address of Redis, a % is written %25')
  }
}

const notAnAddress = (): TypeError =>
  new TypeError(
    'the address of Redis is like redis://HOST:6379, rediss://USER:PASSWORD@HOST:6379, ' +
      'redis+sentinel://HOST:26379,HOST:26379/NAME or redis+cluster://HOST:6379,HOST:6379',
  )
