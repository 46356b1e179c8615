import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import type { Log } from '../core/index.ts'
import type { Mount } from './mount.ts'
import { normalPath } from './paths.ts'

export interface HttpOptions {
  readonly mounts: readonly Mount[]
  /** HTTP APIs that share the listener: identity and what else there is. */
  readonly routes: readonly Hono[]
  /** The folder of the page at `/`, if there is one. */
  readonly site: string | undefined
  /** The path of the API that the page talks to. */
  readonly siteApi: string
  readonly publicUrl: string | undefined
  readonly isReady: () => boolean
  readonly log: Log
}

/** The plain HTTP side of the listener: health, the page and its configuration, and what others add. */
export function httpApp(options: HttpOptions): Hono {
  const app = new Hono({ getPath: (request) => normalPath(new URL(request.url).pathname) })
  health(app, options.isReady)
  for (const { options: mount } of options.mounts) {
    if (mount.path !== '/')
      app.get(mount.path, (c) => c.json({ message: 'Upgrade Required' }, 426, upgradeHeaders))
  }
  app.get('/config.json', (c) => {
    c.header('Access-Control-Allow-Origin', '*')
    c.header('Cache-Control', 'no-store')
    const origin = options.publicUrl?.replace(/^http/, 'ws') ?? webSocketOrigin(c.req.raw)
    return c.json({ server: `${origin}${options.siteApi}` })
  })
  for (const routes of options.routes) app.route('/', routes)
  page(app, options.site)
  app.onError((error, c) => {
    options.log.error({ err: error, method: c.req.method, path: c.req.path }, 'a request failed')
    return c.json({ message: 'Internal server error' }, 500)
  })
  app.notFound((c) => c.json({ message: 'Not Found' }, 404))
  return app
}

/** For a port of its own, where the load balancer of the chat's first deployment asks for `/`. */
export function healthApp(isReady: () => boolean): Hono {
  const app = new Hono()
  app.get('/', (c) => c.json(healthy))
  health(app, isReady)
  return app
}

const healthy = { statusCode: 200, message: 'OK' }

function health(app: Hono, isReady: () => boolean): void {
  app.get('/health', (c) => c.json(healthy))
  app.get('/health/live', (c) => c.json(healthy))
  app.get('/health/ready', (c) =>
    isReady() ? c.json(healthy) : c.json({ statusCode: 503, message: 'Draining' }, 503),
  )
}

const upgradeHeaders = { Upgrade: 'websocket', Connection: 'Upgrade' }

/** Under the name that the client used, so that it works from a phone in the same network too. */
function webSocketOrigin(request: Request): string {
  const url = new URL(request.url)
  const isSecure = url.protocol === 'https:' || request.headers.get('x-forwarded-proto') === 'https'
  return `${isSecure ? 'wss' : 'ws'}://${url.host}`
}

function page(app: Hono, folder: string | undefined): void {
  if (folder === undefined) {
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
  })
  app.get('*', serveStatic({ root: folder }))
}
