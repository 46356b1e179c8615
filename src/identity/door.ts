import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../core/ports/clock.ts'
import type { Rates } from '../core/ports/rates.ts'
import { rateLimit } from './rate-limit.ts'
import { addressBlock } from './source-ip.ts'

export interface DoorOptions {
  readonly clock: Clock
  readonly sourceIp: (c: Context) => string
  /** Where several nodes count requests together. */
  readonly rates?: Rates | undefined
  /** Told of each request that comes too fast. */
  readonly onLimited?: (() => void) | undefined
}

/** What is public here may be read by a page of any site. */
export const openToAllSites = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Credentials': 'true',
}

/** What API Gateway and its firewall do in front of every path of the stage. */
export function door({ clock, sourceIp, rates, onLimited }: DoorOptions): MiddlewareHandler {
  const requests = rateLimit({ clock, shared: rates && { rates, name: 'logins' }, onLimited })

  return async (c, next) => {
    if (!isBehindDoor(c)) return next()
    for (const [name, value] of Object.entries(openToAllSites)) c.header(name, value)
    c.header('Cache-Control', 'no-store')
    const waitMs = await requests.take(addressBlock(sourceIp(c)))
    if (waitMs > 0) {
      return c.json({ message: 'Too Many Requests' }, 429, { 'Retry-After': `${Math.ceil(waitMs / 1_000)}` })
    }
    if (isPreflight(c)) return c.body(null, 204, preflight)
    // Not for HEAD either, which would make a guest that nobody hears of.
    return c.req.method === 'GET' || isPosted(c) ? next() : missingToken(c)
  }
}

/** The one login whose parameters come in a body. */
function isPosted(c: Context): boolean {
  return c.req.method === 'POST' && c.req.path === posted
}

/** A page of another site asks whether it may send JSON there. */
function isPreflight(c: Context): boolean {
  return c.req.method === 'OPTIONS' && c.req.path === posted
}

const posted = '/prod/login-with-cognito'
const preflight = {
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Max-Age': '7200',
}

/** The @connections below `/prod` are those of the WebSocket API that has the same stage. */
export function isBehindDoor(c: Context): boolean {
  return /^\/prod\/(?!@connections)/.test(c.req.path)
}

/** API Gateway's answer for a method and path that it does not have. */
export function missingToken(c: Context): Response {
  const type = { 'x-amzn-ErrorType': 'MissingAuthenticationTokenException' }
  return c.json({ message: 'Missing Authentication Token' }, 403, type)
}
