import { type CryptoKey, exportJWK, generateKeyPair, importJWK } from 'jose'
import type { Clock } from '../core/ports/clock.ts'
import type { Ids } from '../core/ports/ids.ts'
import type { Keys, SigningKey } from '../core/ports/keys.ts'
import type { Log } from '../core/ports/log.ts'

/** One key as `/.well-known/jwks.json` shows it: these members, in this order, and no others. */
export interface PublicJwk {
  readonly alg: 'RS256'
  readonly e: string
  readonly kid: string
  readonly kty: 'RSA'
  readonly n: string
  readonly use: 'sig'
}

/** A signing key that is ready for use. */
export interface LoadedKey {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly publicJwk: PublicJwk
}

/**
 * The RSA keys of the token issuer. Nothing here blocks the event loop. The store is asked every time, so that a
 * rotation by another process counts at once; what fails there is thrown on.
 */
export interface SigningKeys {
  /** The newest key, to sign with. The first is generated when there is none. */
  current(): Promise<LoadedKey>
  /** The key of that kid if it is the newest or the one before it: tokens of older ones are void. */
  find(kid: string): Promise<LoadedKey | undefined>
  /** The public keys, newest first, two at most. The first is generated when there is none. */
  jwks(): Promise<{ readonly keys: readonly PublicJwk[] }>
  /**
   * Put a new key first. A rotation that is under way, here or in another process, is not followed by a second: two
   * in a row would end every session.
   */
  rotate(): Promise<void>
  /** Rotate if the newest key is 7 days old or older, or there is none. */
  rotateIfDue(): Promise<void>
}

export interface SigningKeysOptions {
  readonly keys: Keys
  readonly clock: Clock
  readonly ids: Ids
  readonly log?: Pick<Log, 'info'>
}

// With two keys kept, a token of 6 days always lives to its end.
const rotationPeriodMs = 7 * 24 * 60 * 60 * 1_000

export function signingKeys({ keys, clock, ids, log }: SigningKeysOptions): SigningKeys {
  const load = loader()
  let rotation: Promise<void> | undefined

  function rotate(): Promise<void> {
    rotation ??= replaceNewest().finally(() => {
      rotation = undefined
    })
    return rotation
  }

  async function replaceNewest(): Promise<void> {
    const [newest] = await keys.list()
    const key = await generate(ids.uuid(), clock.now())
    const outcome = await keys.rotate(key, newest?.kid)
    if (outcome === 'rotated') log?.info({ kid: key.kid }, 'signing key rotated')
  }

  /** The keys of the store, of which there is one at least. */
  async function list(): Promise<readonly SigningKey[]> {
    const listed = await keys.list()
    if (listed.length > 0) return listed
    await rotate()
    return keys.list()
  }

  async function current(): Promise<LoadedKey> {
    const [newest] = await list()
    if (newest === undefined) throw new Error('the store has no signing key after a rotation')
    return load(newest)
  }

  return {
    current,
    async find(kid) {
      const found = (await keys.list()).find((key) => key.kid === kid)
      return found && load(found)
    },
    async jwks() {
      const loaded = await Promise.all((await list()).map(load))
      return { keys: loaded.map(({ publicJwk }) => publicJwk) }
    },
    rotate,
    async rotateIfDue() {
      const [newest] = await keys.list()
      if (newest === undefined || clock.now() - newest.createdAt >= rotationPeriodMs) await rotate()
    },
  }
}

async function generate(kid: string, createdAt: number): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2_048, extractable: true })
  return { kid, privateJwk: JSON.stringify(await exportJWK(privateKey)), createdAt }
}

// Four: the two keys of the store, and the two before them while somebody still waits for one.
const maxLoaded = 4

/** Imports a key once, and forgets the oldest ones. */
function loader(): (key: SigningKey) => Promise<LoadedKey> {
  const loaded = new Map<string, LoadedKey>()

  return async (key) => {
    const known = loaded.get(key.kid)
    if (known !== undefined) return known
    const fresh = await importKey(key)
    loaded.set(key.kid, fresh)
    const [oldest] = loaded.keys()
    if (loaded.size > maxLoaded && oldest !== undefined) loaded.delete(oldest)
    return fresh
  }
}

async function importKey({ kid, privateJwk }: SigningKey): Promise<LoadedKey> {
  const jwk: unknown = JSON.parse(privateJwk)
  if (!isRsaJwk(jwk)) throw new Error(`the signing key ${kid} of the store is not an RSA key`)
  const { kty, e, n } = jwk
  const [privateKey, publicKey] = await Promise.all([
    importJWK(jwk, 'RS256'),
    importJWK({ kty, e, n }, 'RS256'),
  ])
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) {
    throw new Error(`the signing key ${kid} of the store is not an RSA key`)
  }
  return { privateKey, publicKey, publicJwk: { alg: 'RS256', e, kid, kty, n, use: 'sig' } }
}

function isRsaJwk(value: unknown): value is { kty: 'RSA'; e: string; n: string; d: string } {
  if (typeof value !== 'object' || value === null) return false
  const isText = (name: string) => typeof Reflect.get(value, name) === 'string'
  return Reflect.get(value, 'kty') === 'RSA' && isText('e') && isText('n') && isText('d')
}
