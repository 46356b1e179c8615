import {
  JwksNotAvailableInCacheError,
  JwtInvalidSignatureAlgorithmError,
  KidNotFoundInJwksError,
} from 'aws-jwt-verify/error'
import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk'
import type { PublicJwk } from '../signing-keys.ts'

/** The public keys of a pool of this server, as they are now. */
export type OwnKeys = () => Promise<{ readonly keys: readonly PublicJwk[] }>

const maxBytes = 65_536
const timeoutMs = 3_000

/** Nothing is kept, so a key that is taken away is void at once, and a kid that nobody knows costs no more than others. */
export function ownKeySet(jwks: OwnKeys): JwksCache {
  return rs256Only({
    async getJwk(_, { header }) {
      const found = (await jwks()).keys.find(({ kid }) => kid === header.kid)
      if (found === undefined) throw new KidNotFoundInJwksError('no key has this kid')
      return { ...found }
    },
    getJwks: async () => ({ keys: (await jwks()).keys.map((key) => ({ ...key })) }),
    getCachedJwk() {
      throw new JwksNotAvailableInCacheError('the keys are not kept')
    },
    addJwks() {},
  })
}

/**
 * A key set from AWS, or from `jwksUri` instead, kept until a kid comes that is not in it. After one that nobody knows,
 * 10 seconds pass until the next fetch. A fetch that fails is thrown, as an error that is none of the library's.
 */
export function fetchedKeySet(jwksUri?: string): JwksCache {
  return rs256Only(new SimpleJwksCache({ fetcher: { fetch: (uri) => fetchKeys(jwksUri ?? uri) } }))
}

/** Cognito signs with nothing else. What names another algorithm costs no fetch. */
function rs256Only(keys: JwksCache): JwksCache {
  return {
    async getJwk(uri, jwt) {
      const { alg } = jwt.header
      if (alg !== 'RS256') {
        throw new JwtInvalidSignatureAlgorithmError('Cognito signs with RS256 only', alg, 'RS256')
      }
      return keys.getJwk(uri, jwt)
    },
    getJwks: (uri) => keys.getJwks(uri),
    getCachedJwk: (uri, jwt) => keys.getCachedJwk(uri, jwt),
    addJwks: (uri, jwks) => keys.addJwks(uri, jwks),
  }
}

async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(uri, { headers: { Accept: 'application/json' }, redirect: 'error', signal })
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw new Error(`the key set at ${uri} could not be fetched: status ${response.status}`)
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new Error(`the key set at ${uri} has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return new Blob(chunks).arrayBuffer()
}
