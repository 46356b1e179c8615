import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Authorizer, TokenSource, User } from '../core/ports/authorizer.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import { contextOf, ofItself } from './claims.ts'
import { type Ask, asking } from './providers/ask.ts'

export interface JwksOptions {
  /** What tokens must name as their issuer, to the letter. */
  readonly issuer: string
  /** Where its keys are. By default its `openid-configuration` is asked, when the first token comes. */
  readonly jwksUri?: string
  /** Tokens for somebody else are refused. Without it, for whom a token is meant is not looked at. */
  readonly audience?: string
  readonly token: TokenSource
  readonly clock: Clock
  readonly log?: Pick<Log, 'warn'>
}

// What a public key can verify: never a shared secret, never `none`.
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
const maxTokenLength = 8_192

/**
 * Lets in whoever has a JWT of an OIDC issuer. The user is its `sub`. A token that does not hold is refused; when the
 * issuer's keys cannot be had, that is thrown.
 */
export function jwksTokens(options: JwksOptions): Authorizer {
  const { token: tokenOf, issuer, audience, clock } = options
  const ask = asking(options)
  const keyOf = lazily(() => openKeySet(options, ask))

  return async (handshake) => {
    const token = tokenOf(handshake)
    if (!token) return { deny: { status: 401, reason: 'no-token' } }
    const user = token.length > maxTokenLength ? undefined : await read(token)
    return user === undefined ? { deny: { status: 401, reason: 'invalid-token' } } : { allow: user }
  }

  async function read(token: string): Promise<User | undefined> {
    const getKey = await keyOf()
    try {
      const { payload } = await jwtVerify(token, getKey, {
        algorithms,
        issuer,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(clock.now()),
        ...(audience !== undefined && { audience }),
      })
      const { sub } = payload
      if (typeof sub !== 'string' || sub === '') return undefined
      return { id: sub, context: contextOf(payload), ...ofItself(token, payload) }
    } catch (error) {
      if (isFaultOfToken(error)) return undefined
      throw error
    }
  }
}

const faultsOfTokens: ReadonlySet<string> = new Set([
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JWTClaimValidationFailed.code,
  errors.JWTExpired.code,
  errors.JWTInvalid.code,
])

/** Not so a key set that does not come, or is none: nobody's token can be judged by it. */
const isFaultOfToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError && faultsOfTokens.has(error.code)

async function openKeySet({ issuer, jwksUri }: JwksOptions, ask: Ask): Promise<JWTVerifyGetKey> {
  const url = new URL(jwksUri ?? (await discover(issuer, ask)))
  return createRemoteJWKSet(url, {
    // Keys that were rotated out of the set, and new ones, count soon.
    cacheMaxAge: 60_000,
    cooldownDuration: 5_000,
    [customFetch]: async () => Response.json(await answered(url, ask)),
  })
}

const configuration = Compile(Type.Object({ issuer: Type.String(), jwks_uri: Type.String() }))

async function discover(issuer: string, ask: Ask): Promise<string> {
  const url = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const found = await answered(url, ask)
  if (!configuration.Check(found) || found.issuer !== issuer) {
    throw new Error(`${url.href} does not describe the issuer ${issuer}`)
  }
  return found.jwks_uri
}

async function answered(url: URL, ask: Ask): Promise<unknown> {
  const answer = await ask(url)
  if (answer !== 'unanswered' && answer.status === 200) return answer.body ?? null
  throw new Error(`${url.href} cannot be had`)
}

/** What is opened at the first call, and again at the next if that failed. */
function lazily<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
}
