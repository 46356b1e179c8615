import type { Hono } from 'hono'
import type { Sanction, SanctionKind } from '../core/index.ts'
import type { AdminHttpOptions } from './admin-options.ts'
import { bodies } from './bodies.ts'
import { bodyTaker } from './body-taker.ts'
import type { Refuse } from './refuse.ts'

export interface SanctionRoutesOptions
  extends Pick<AdminHttpOptions, 'sanctions' | 'kick' | 'tokenIdOf' | 'clock' | 'log'> {
  readonly refuse: Refuse
}

/** What is held against users and tokens. It is held before connections are closed, so that nobody slips back in. */
export function sanctionRoutes(app: Hono, options: SanctionRoutesOptions): void {
  const { sanctions, kick, tokenIdOf, clock, log, refuse } = options
  const taking = bodyTaker(refuse)

  async function impose(kind: SanctionKind, subject: Sanction['subject'], spanMs: number, reason?: string) {
    const at = clock.now()
    await sanctions.impose({ kind, subject, at, until: at + spanMs, ...(reason && { reason }) })
    log.info({ kind, ...subject, spanMs }, 'the admin imposed a sanction')
  }

  app.post('/admin/mute', (c) =>
    taking(c, bodies.sanction, async ({ user, minutes, reason }) => {
      await impose('mute', { user }, minutes * minuteMs, reason)
      return c.json({})
    }),
  )
  app.post('/admin/ban', (c) =>
    taking(c, bodies.sanction, async ({ user, minutes, reason }) => {
      await impose('ban', { user }, minutes * minuteMs, reason)
      return c.json(await kick({ user }))
    }),
  )
  app.post('/admin/revoke', (c) =>
    taking(c, bodies.revoke, async (whose) => {
      const subject = subjectOf(whose, tokenIdOf)
      await impose('revoke', subject, revokedMs)
      return c.json(await kick(subject))
    }),
  )
  app.get('/admin/sanctions', async (c) =>
    c.json({ sanctions: await sanctions.list(maxListed, clock.now()) }),
  )
  app.delete('/admin/sanctions', (c) =>
    taking(c, bodies.lift, async ({ kind, subject }) => {
      const wasThere = await sanctions.lift(kind, subjectOf(subject, tokenIdOf))
      if (!wasThere) return refuse(c, { code: 'bad_request', isMissing: true, message: notThere })
      log.info({ kind }, 'the admin lifted a sanction')
      return c.json({})
    }),
  )
}

const minuteMs = 60_000
/** A year. No token that is worth its name is good for longer. */
const revokedMs = 365 * 24 * 60 * minuteMs
const maxListed = 1_000
const notThere =
  'There is no such sanction. It may be lifted or over; GET /admin/sanctions lists those there are.'

/** Tokens are held by their ids. */
const subjectOf = (
  subject: Sanction['subject'],
  tokenIdOf: (token: string) => string,
): Sanction['subject'] => ('token' in subject ? { token: tokenIdOf(subject.token) } : subject)
