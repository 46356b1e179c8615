import { Hono } from 'hono'
import type { UserPool } from './user-pool.ts'

const openToAllSites = { 'Access-Control-Allow-Origin': '*' }

/**
 * Where clients look for the pool's keys, below the pool's id. The issuer is Cognito's URL, as clients expect it in the
 * tokens; the keys are at this server's.
 */
export function wellKnown({ userPoolId, issuer, jwks }: UserPool, serverUrl: () => string): Hono {
  const keysPath = `/${userPoolId}/.well-known/jwks.json`
  const app = new Hono()
  app.get(keysPath, async (c) => c.json(await jwks(), 200, openToAllSites))
  app.get(`/${userPoolId}/.well-known/openid-configuration`, (c) =>
    c.json(
      {
        id_token_signing_alg_values_supported: ['RS256'],
        issuer,
        jwks_uri: `${serverUrl()}${keysPath}`,
        response_types_supported: ['code', 'token'],
        scopes_supported: ['openid', 'email'],
        subject_types_supported: ['public'],
      },
      200,
      openToAllSites,
    ),
  )
  return app
}
