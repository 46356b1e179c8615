import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Accounts, Session } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Redis } from './redis.ts'
import { maybeTextOf } from './replies.ts'
import { toStored } from './stored-text.ts'

type Sessions = Pick<Accounts, 'addSession' | 'session' | 'endSessions'>

// Clocks of nodes differ. Whether a session has expired is for the caller to see, so it may stay a little longer.
const graceMs = 60_000

/**
 * Sessions that Redis forgets after they have expired. A session is there if it is stored under its hash and is listed as
 * one of its account: so one command ends all of an account, though they are on different servers of a cluster. It is
 * listed last, so one that is half added is none.
 */
export function redisSessions(redis: Redis, clock: Clock): Sessions {
  return {
    async addSession({ tokenHash, username, id, signedInAt, expiresAt }) {
      const now = clock.now()
      const ttl = `${Math.max(0, expiresAt - now) + graceMs}`
      const key = redis.key('session', tokenHash)
      const text = JSON.stringify({ tokenHash, username, id, signedInAt, expiresAt })
      await redis.command(key, ['SET', key, text, 'PX', ttl])
      const args = [toStored(tokenHash), `${expiresAt}`, `${now - graceMs}`, ttl]
      await redis.script('list-session', [redis.key('sessions', username)], args)
    },
    async session(tokenHash) {
      const key = redis.key('session', tokenHash)
      const stored = maybeTextOf(await redis.command(key, ['GET', key]))
      if (stored === undefined) return undefined
      const session = toSession(stored)
      const listed = redis.key('sessions', session.username)
      const score = await redis.command(listed, ['ZSCORE', listed, toStored(tokenHash)])
      return score === null ? undefined : session
    },
    async endSessions(username) {
      const key = redis.key('sessions', username)
      await redis.command(key, ['DEL', key])
    },
  }
}

const storedSession = Compile(
  Type.Object({
    tokenHash: Type.String(),
    username: Type.String(),
    id: Type.String(),
    signedInAt: Type.Number(),
    expiresAt: Type.Number(),
  }),
)

function toSession(stored: string): Session {
  const session: unknown = JSON.parse(stored)
  if (!storedSession.Check(session)) throw new TypeError('what is stored is no session')
  return session
}
