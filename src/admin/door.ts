import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../core/index.ts'
import type { Refuse } from './refuse.ts'
import { WrongTokens } from './wrong-tokens.ts'

export interface DoorOptions {
  /** What requests must carry. It is asked for each time. */
  readonly token: () => string
  /** Who asks: wrong tokens are counted for each. */
  readonly client: (c: Context) => string
  readonly clock: Pick<Clock, 'now'>
  readonly refuse: Refuse
}

/**
 * Lets a request with the right token through. After ten wrong ones in a minute a client gets 429, with the right one too:
 * else it could go on trying. A request without a token tries nothing and is not counted.
 */
export function door({ token, client, clock, refuse }: DoorOptions): MiddlewareHandler {
  const wrong = new WrongTokens(clock)
  return async (c, next) => {
    c.header('Cache-Control', 'no-store')
    c.header('X-Content-Type-Options', 'nosniff')
    const given = tokenIn(c.req.header('Authorization'))
    if (given === undefined)
      return unauthorized(c, refuse, 'Send the admin token: "Authorization: Bearer TOKEN".')
    const who = client(c)
    const retryAfterMs = wrong.waitMs(who)
    if (retryAfterMs > 0) {
      return refuse(c, {
        code: 'rate_limited',
        message: 'Too many wrong tokens. Try again later.',
        retryAfterMs,
      })
    }
    if (isSame(given, token())) return next()
    wrong.add(who)
    return unauthorized(
      c,
      refuse,
      'This is not the admin token. It is what --admin-token says, or the banner.',
    )
  }
}

const tokenIn = (header: string | undefined): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1]

function unauthorized(c: Context, refuse: Refuse, message: string): Response {
  c.header('WWW-Authenticate', 'Bearer')
  return refuse(c, { code: 'unauthorized', message })
}

/** Takes as long whatever the two have in common. An empty token opens nothing. */
const isSame = (given: string, token: string): boolean =>
  token !== '' && timingSafeEqual(digest(given), digest(token))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
