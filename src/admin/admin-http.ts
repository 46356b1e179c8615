import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Unavailable } from '../core/index.ts'
import type { AdminHttpOptions } from './admin-options.ts'
import { bodies } from './bodies.ts'
import { bodyTaker } from './body-taker.ts'
import { door } from './door.ts'
import { type Refuse, refuseWith } from './refuse.ts'
import { sanctionRoutes } from './sanction-routes.ts'

/**
 * The HTTP API of the console, below `/admin`. Whoever has the token may do everything here, so it is for the server's own
 * origin only: no answer has a CORS header. Errors are those of the hub.
 */
export function adminHttp(options: AdminHttpOptions): Hono {
  const { log, ids } = options
  const app = new Hono()
  const refuse = refuseWith(ids)
  app.use('/admin/*', door({ ...options, refuse }))
  app.use('/admin/*', bodyLimit({ maxSize: maxBodyBytes, onError: (c) => refuse(c, tooLarge) }))
  views(app, options)
  messages(app, options, refuse)
  sanctionRoutes(app, { ...options, refuse })
  draining(app, options, refuse)
  app.all('/admin/*', (c) =>
    refuse(c, {
      code: 'unknown_action',
      isMissing: true,
      message: 'There is nothing at this path and method.',
    }),
  )
  app.onError((error, c) => {
    if (error instanceof Unavailable) return refuse(c, unavailable)
    log.error({ err: error, method: c.req.method, path: c.req.path }, 'a request of the admin failed')
    return refuse(c, { code: 'internal', message: 'That failed. The log says why.' })
  })
  return app
}

const maxBodyBytes = 64 * 1024
const pageSize = 100

const tooLarge = { code: 'too_large', message: 'Send 64 KB at most.' } as const
const full = {
  code: 'unavailable',
  message: 'Too many events are waiting. Try again later.',
  retryAfterMs: 1_000,
} as const
const unavailable = {
  code: 'unavailable',
  message: 'What the server leans on is away. Try again later.',
  retryAfterMs: 1_000,
} as const

function views(app: Hono, { state, connections, topics }: AdminHttpOptions): void {
  app.get('/admin/state', async (c) => c.json(await state()))
  app.get('/admin/connections', async (c) => c.json(await connections(queryOf(c, ['api', 'user', 'after']))))
  app.get('/admin/topics', async (c) => c.json(await topics(queryOf(c, ['api', 'after']))))
}

function messages(app: Hono, { publish, emit, kick, log }: AdminHttpOptions, refuse: Refuse): void {
  const taking = bodyTaker(refuse)
  app.post('/admin/publish', (c) =>
    taking(c, bodies.publish, async ({ channel, data }) => {
      const published = await publish({ channel, data })
      if ('refused' in published) return refuse(c, published.refused)
      log.info({ channel }, 'the admin published a message')
      return c.json(published)
    }),
  )
  app.post('/admin/emit', (c) =>
    taking(c, bodies.emit, async ({ bus = 'default', ...event }) => {
      const accepted = await emit({ bus, ...event })
      if (accepted === 'full') return refuse(c, full)
      log.info({ bus, eventId: accepted.id }, 'the admin emitted an event')
      return c.json({ eventId: accepted.id })
    }),
  )
  app.post('/admin/kick', (c) =>
    taking(c, bodies.kick, async (whom) => {
      const kicked = await kick(whom)
      log.info({ ...whom, ...kicked }, 'the admin closed connections')
      return c.json(kicked)
    }),
  )
}

function draining(app: Hono, { drain, log }: AdminHttpOptions, refuse: Refuse): void {
  const taking = bodyTaker(refuse)
  const answer = async (c: Context, node: string | undefined): Promise<Response> => {
    const drained = await drain(node)
    if (drained === 'unknown') return refuse(c, noSuchNode)
    if (drained === 'silent') return refuse(c, silentNode)
    log.warn({ node: drained.node }, 'the admin lets a node drain')
    return c.json(drained, 202)
  }
  app.post('/admin/drain', (c) => taking(c, bodies.drain, ({ node }) => answer(c, node), {}))
}

const noSuchNode = {
  code: 'bad_request',
  isMissing: true,
  message: 'There is no such node now. GET /admin/state lists those there are.',
} as const
const silentNode = {
  code: 'unavailable',
  message: 'The node does not answer. It may drain or not; GET /admin/state tells when it answers again.',
} as const

/** The parameters with these names that are there and not empty. */
function queryOf(
  c: Context,
  names: readonly string[],
): Readonly<Record<string, string>> & { readonly limit: number } {
  const given = names.flatMap((name) => {
    const value = c.req.query(name)
    return value ? [[name, value] as const] : []
  })
  return Object.assign(Object.fromEntries(given), { limit: pageSize })
}
