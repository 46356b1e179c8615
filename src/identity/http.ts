import { type Context, Hono } from 'hono'
import { getPath } from 'hono/utils/url'
import type { Clock } from '../core/ports/clock.ts'
import type { Rates } from '../core/ports/rates.ts'
import { door, isBehindDoor, missingToken, openToAllSites } from './door.ts'
import type { Guests } from './guests.ts'
import { readQuery } from './query.ts'
import { type IsRevoked, neverRevoked } from './revocations.ts'
import type { SigningKeys } from './signing-keys.ts'
import { givenWith, type TokenPair, type Tokens } from './tokens.ts'

export interface IdentityHttpOptions {
  readonly signingKeys: SigningKeys
  readonly tokens: Tokens
  readonly guests: Guests
  /** Refresh tokens that were revoked, by themselves or with all of their user, are invalid. */
  readonly isRevoked?: IsRevoked
  readonly clock: Clock
  /** The address that a request comes from, for the rate limit. */
  readonly sourceIp: (c: Context) => string
  /** Where several nodes count requests together. */
  readonly rates?: Rates | undefined
  /** Logins with providers, below `/prod` too. */
  readonly providers?: Hono
  /** Somebody else is at `/prod` too, and answers for what is not here. */
  readonly isShared?: boolean
  /** Told of each request that comes too fast. */
  readonly onLimited?: (() => void) | undefined
}

/**
 * The HTTP API of the custom identity component in AWS's game backend framework, stage `prod`. An app that mounts it takes `collapseSlashes` as its own `getPath`, or one that
 * does the same. What a store throws is thrown on, to the error handler of that app.
 */
export function identityHttp(options: IdentityHttpOptions): Hono {
  const { signingKeys, tokens } = options
  const app = new Hono({ getPath: collapseSlashes })

  app.use('/prod/*', door(options))
  if (options.providers !== undefined) app.route('/', options.providers)
  app.get('/prod/login-as-guest', (c) => loginAsGuest(c, options))
  app.get('/prod/refresh-access-token', (c) => refreshAccessToken(c, options))
  if (options.isShared !== true) {
    app.all('/prod', missingToken)
    app.all('/prod/*', (c, next) => (isBehindDoor(c) ? missingToken(c) : next()))
  }

  app.get('/.well-known/jwks.json', async (c) => c.json(await signingKeys.jwks(), 200, openToAllSites))
  app.get('/.well-known/openid-configuration', (c) =>
    c.json(openidConfiguration(tokens.issuer()), 200, openToAllSites),
  )
  return app
}

/** A request's path with every run of slashes as one, and none at the end: clients join URLs carelessly. */
export function collapseSlashes(request: Request): string {
  const path = getPath(request).replaceAll(/\/{2,}/g, '/')
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

async function loginAsGuest(c: Context, options: IdentityHttpOptions): Promise<Response> {
  const query = readQuery(c.req.url, ['user_id', 'guest_secret'])
  if ('refusal' in query) return c.json({ message: query.refusal }, 400)
  const { user_id: userId, guest_secret: guestSecret } = query.values
  if (userId === undefined && guestSecret === undefined) return addGuest(c, options)
  if (userId === undefined) return c.text('Error: No user_id in query string', 400)
  if (guestSecret === undefined) return c.text('Error: No guest_secret in query string', 400)
  const isProven = await options.guests.prove({ userId, guestSecret })
  if (!isProven) return c.text('Error: Could not validate user', 401)
  const pair = await options.tokens.issue(userId, 'guest')
  return c.json({ guest_secret: guestSecret, user_id: userId, ...bodyOf(pair) })
}

async function addGuest(c: Context, { guests, tokens }: IdentityHttpOptions): Promise<Response> {
  const guest = await guests.add()
  if (guest === 'exists') return c.text('Error: Could not create user', 401)
  const pair = await tokens.issue(guest.userId, 'guest')
  return c.json({ guest_secret: guest.guestSecret, user_id: guest.userId, ...bodyOf(pair) })
}

async function refreshAccessToken(
  c: Context,
  { tokens, isRevoked = neverRevoked }: IdentityHttpOptions,
): Promise<Response> {
  const query = readQuery(c.req.url, ['refresh_token'])
  if ('refusal' in query) return c.json({ message: query.refusal }, 400)
  const { refresh_token: token } = query.values
  if (!token) return c.json({ message: 'Missing required request parameters: [refresh_token]' }, 400)
  const claims = await tokens.verifyRefresh(token)
  if (claims === 'invalid' || (await isRevoked(givenWith(claims))))
    return c.text('Error: Failed to validate refresh token', 401)
  const pair = await tokens.issue(claims.userId, claims.scope, claims.expiresAt)
  return c.json({ user_id: claims.userId, ...bodyOf(pair) })
}

function bodyOf(pair: TokenPair) {
  return {
    auth_token: pair.authToken,
    refresh_token: pair.refreshToken,
    auth_token_expires_in: pair.authTokenExpiresInSeconds,
    refresh_token_expires_in: pair.refreshTokenExpiresInSeconds,
  }
}

/** What `/.well-known/openid-configuration` says. */
export function openidConfiguration(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['guest', 'authenticated'],
  }
}
