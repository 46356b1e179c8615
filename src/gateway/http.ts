import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono, type Next } from 'hono'
import { type Log, Unavailable } from '../core/index.ts'
import { awsError } from '../protocol/index.ts'
import type { Guard } from './guard.ts'
import type { Mount } from './mount.ts'
import { normalPath } from './paths.ts'

export interface HttpOptions {
  readonly mounts: readonly Mount[]
  /** HTTP APIs that share the listener: identity and what else there is. */
  readonly routes: readonly Hono[]
  /** The folder of the page at `/`, if there is one. */
  readonly site: string | undefined
  /** The folder of pages that are there whatever is in `site`: the console. */
  readonly ownPages?: string | undefined
  /** The path of the API that the page talks to. */
  readonly siteApi: string | undefined
  readonly publicUrl: string | undefined
  /** `undefined` while the server can take connections, else why not. */
  readonly problem: () => string | undefined
  /** What AWS has under these paths: each passes on what is not for it. */
  readonly aws: readonly Hono[]
  readonly guard: Guard
  readonly metrics: () => Promise<string>
  readonly log: Log
}

/** The plain HTTP side of the listener: health, the page and its configuration, and what others add. */
export function httpApp(options: HttpOptions): Hono {
  const app = new Hono({ getPath })
  health(app, options.problem)
  // API Gateway keeps these two for its own health checks (developer guide, known issues).
  for (const path of ['/ping', '/sping']) app.get(path, (c) => c.text('healthy'))
  for (const { options: mount } of options.mounts) {
    if (mount.path !== '/') app.get(mount.path, upgradeRequired)
  }
  app.get('/config.json', (c) => {
    c.header('Access-Control-Allow-Origin', '*')
    c.header('Cache-Control', 'no-store')
    if (options.siteApi === undefined) return c.json({ message: 'Not Found' }, 404)
    return c.json({ server: `${webSocketOrigin(c.req.raw, options.publicUrl)}${options.siteApi}` })
  })
  app.get('/metrics', options.guard('stoa'), async (c) => c.text(await options.metrics()))
  for (const routes of [...options.routes, ...options.aws]) app.route('/', routes)
  app.post('/', noOperation)
  page(app, [options.site, options.ownPages])
  // An API of one's own has nothing but its WebSocket below its path, as on AWS (tests that run there ask for it).
  for (const { options: mount } of options.mounts) {
    if (mount.stage !== undefined) app.get(`${mount.path === '/' ? '' : mount.path}/*`, upgradeRequired)
  }
  app.onError((error, c) => {
    if (error instanceof Unavailable)
      return c.json({ message: 'Service Unavailable' }, 503, { 'Retry-After': '1' })
    options.log.error({ err: error, method: c.req.method, path: c.req.path }, 'a request failed')
    return c.json({ message: 'Internal server error' }, 500)
  })
  app.notFound((c) => c.json({ message: 'Not Found' }, 404))
  return app
}

/** A request's path, however its slashes and the `@` of `@connections` are written. */
const getPath = (request: Request): string =>
  normalPath(new URL(request.url).pathname).replace(/\/%40connections\//i, '/@connections/')

/** A request of an AWS tool for something that is not here. */
async function noOperation(c: Context, next: Next): Promise<Response | undefined> {
  const target = c.req.header('X-Amz-Target')
  if (target === undefined) {
    await next()
    return undefined
  }
  const { status, headers, body } = awsError('UnknownOperationException', 'There is no such operation here')
  return c.json(body, status, { ...headers, 'Content-Type': 'application/x-amz-json-1.1' })
}

/** For a port of its own, where the load balancer of the chat's first deployment asks for `/`. */
export function healthApp(problem: () => string | undefined, metrics: () => Promise<string>): Hono {
  const app = new Hono()
  app.get('/metrics', async (c) => c.text(await metrics()))
  app.get('/', (c) => c.json(healthy))
  health(app, problem)
  return app
}

const healthy = { statusCode: 200, message: 'OK' }

function health(app: Hono, problem: () => string | undefined): void {
  app.get('/health', (c) => c.json(healthy))
  app.get('/health/live', (c) => c.json(healthy))
  app.get('/health/ready', (c) => {
    const message = problem()
    return message === undefined ? c.json(healthy) : c.json({ statusCode: 503, message }, 503)
  })
}

const upgradeHeaders = { Upgrade: 'websocket', Connection: 'Upgrade' }

const upgradeRequired = (c: Context): Response => c.json({ message: 'Upgrade Required' }, 426, upgradeHeaders)

/**
 * Where clients reach the WebSocket APIs, without a path. Unless it is set, it is the name that the client used, so that
 * it works from a phone in the same network too.
 */
export function webSocketOrigin(request: Request, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl.replace(/^http/, 'ws')
  const url = new URL(request.url)
  const isSecure = url.protocol === 'https:' || request.headers.get('x-forwarded-proto') === 'https'
  return `${isSecure ? 'wss' : 'ws'}://${url.host}`
}

function page(app: Hono, [site, ownPages]: readonly [string | undefined, string | undefined]): void {
  if (site === undefined) {
    app.get('/', (c) => c.text('Stoa is running. It was started without its page.\n'))
    return
  }
  app.use('/assets/*', async (c, next) => {
    await next()
    if (c.res.ok) c.header('Cache-Control', 'public, max-age=31536000, immutable')
  })
  app.use('*', async (c, next) => {
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
    // A page names its assets by what is in them, so one from before would ask for what is not there any more.
    if (c.res.headers.get('Content-Type')?.startsWith('text/html')) c.header('Cache-Control', 'no-cache')
  })
  // A click in the console must not be one that another site has got out of somebody.
  app.use('/console', async (c, next) => {
    await next()
    c.header('X-Frame-Options', 'DENY')
  })
  app.get('*', serveStatic({ root: site }))
  if (ownPages !== undefined && ownPages !== site) app.get('*', serveStatic({ root: ownPages }))
}
