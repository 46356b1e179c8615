import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ask } from './ask.ts'

export interface RemoteTokensOptions {
  /** Where the keys are, as a JWKS. They are fetched when they are needed, and kept for 10 minutes. */
  readonly keys: URL
  readonly issuer: string
  /** Without it, `aud` is not looked at. */
  readonly audience?: string
  readonly ask: Ask
  readonly clock: Clock
}

export type RemoteClaims = JWTPayload & { readonly sub: string }

/**
 * The claims of a token that somebody else has signed with RS256. It is `invalid` if it does not hold, names nobody or
 * never ends, and also if the keys cannot be had. Never rejects.
 */
export type VerifyRemote = (token: string) => Promise<RemoteClaims | 'invalid'>

export function remoteTokens({ keys, issuer, audience, ask, clock }: RemoteTokensOptions): VerifyRemote {
  const keyOf = createRemoteJWKSet(keys, {
    async [customFetch]() {
      const answer = await ask(keys)
      if (answer === 'unanswered' || answer.status !== 200) throw new errors.JWKSInvalid()
      return Response.json(answer.body ?? null)
    },
  })

  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: ['RS256'],
        issuer,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(clock.now()),
        ...(audience !== undefined && { audience }),
      })
      return namesSomebody(payload) ? payload : 'invalid'
    } catch {
      // Not only jose's own errors: a key that is no key fails in the crypto below it, and is the issuer's fault.
      return 'invalid'
    }
  }
}

function namesSomebody(payload: JWTPayload): payload is RemoteClaims {
  return typeof payload.sub === 'string' && payload.sub !== ''
}
