import { createHash } from 'node:crypto'
import type { Accounts, Session } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import { CognitoProblem } from './cognito-problem.ts'

/** Sign-ins that can be continued with a refresh token, for 30 days. A token is told once, and only its hash is kept. */
export interface Sessions {
  open(username: string): Promise<{ readonly session: Session; readonly refreshToken: string }>
  /** The session that a refresh token continues. Throws `NotAuthorizedException`. */
  find(refreshToken: string): Promise<Session>
}

export interface SessionsOptions {
  readonly accounts: Accounts
  readonly clock: Clock
  readonly ids: Ids
}

const lifetimeMs = 30 * 24 * 60 * 60 * 1_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const tokenLength = 64

export function sessions({ accounts, clock, ids }: SessionsOptions): Sessions {
  return {
    async open(username) {
      const refreshToken = ids.draw(alphabet, tokenLength)
      const signedInAt = clock.now()
      const session = {
        tokenHash: hash(refreshToken),
        username,
        id: ids.uuid(),
        signedInAt,
        expiresAt: signedInAt + lifetimeMs,
      }
      await accounts.addSession(session)
      return { session, refreshToken }
    },
    async find(refreshToken) {
      const session = await accounts.session(hash(refreshToken))
      if (session === undefined) throw new CognitoProblem('NotAuthorizedException', 'Invalid Refresh Token')
      if (session.expiresAt <= clock.now()) {
        throw new CognitoProblem('NotAuthorizedException', 'Refresh Token has expired')
      }
      return session
    },
  }
}

/** SHA-256 is enough: nobody can go through 384 random bits, so slowing each try down protects nothing. */
function hash(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('hex')
}
