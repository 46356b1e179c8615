import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import type { Api } from '../core/index.ts'
import { asyncApi } from './async-api.ts'
import type { AsyncApiDocument } from './document.ts'
import { asYaml } from './yaml.ts'

export interface DocsHttpOptions {
  /** What is served now, in the order of the page. */
  readonly apis: () => readonly Described[]
  /** Of the server. */
  readonly version: string
  /** The folder of the page and of what shows documents in it. Without one, there are only the documents. */
  readonly assets: string | undefined
  /** Where clients reach the server, without a path. The default is what a request names as its host. */
  readonly publicUrl?: string | undefined
}

export interface Described {
  readonly api: Api
  readonly path: string
}

/**
 * The documents at `/docs/:api/asyncapi.yaml` and `.json`, and a page that shows them at `/docs` and `/docs/:api`. The
 * page takes nothing from other hosts. It is the same for every API: its script reads `/docs/apis.json` and the address.
 */
export function docsHttp({ apis, version, assets, publicUrl }: DocsHttpOptions): Hono {
  const app = new Hono()
  const find = (name: string): Described | undefined => apis().find(({ api }) => api.name === name)
  const unknownApi = (c: Context): Response => {
    const names = apis().map(({ api }) => api.name)
    return c.text(`There is no API of this name here. There are: ${names.join(', ')}.\n`, 404)
  }
  const document = ({ api, path }: Described, c: Context): AsyncApiDocument =>
    asyncApi(api, { path, version, ...reachedAt(c.req.raw, publicUrl) })

  app.get('/docs/apis.json', (c) => c.json(apis().map(summaryOf), 200, fresh))
  app.get('/docs/:api/asyncapi.yaml', (c) => {
    const described = find(c.req.param('api'))
    if (described === undefined) return unknownApi(c)
    return c.body(asYaml(document(described, c)), 200, { 'Content-Type': 'application/yaml', ...fresh })
  })
  app.get('/docs/:api/asyncapi.json', (c) => {
    const described = find(c.req.param('api'))
    return described === undefined ? unknownApi(c) : c.json(document(described, c), 200, fresh)
  })
  if (assets !== undefined) serveAssets(app, assets)

  const showPage = pageHandler(assets)
  app.get('/docs', showPage)
  app.get('/docs/:api', (c) => (find(c.req.param('api')) === undefined ? unknownApi(c) : showPage(c)))
  return app
}

const fresh = { 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' }

function summaryOf({ api, path }: Described) {
  return { name: api.name, title: api.about.title, description: api.about.description, path }
}

/** The host of the server, as who asks reaches it. */
function reachedAt(request: Request, publicUrl: string | undefined) {
  const url = new URL(publicUrl ?? request.url)
  const isForwarded = publicUrl === undefined && request.headers.get('x-forwarded-proto') === 'https'
  return { host: url.host, isSecure: url.protocol === 'https:' || isForwarded }
}

/** Their names stay the same from one version to the next, so they are asked for again after an hour. */
function serveAssets(app: Hono, folder: string): void {
  app.use('/docs/assets/*', compress(), etag(), async (c, next) => {
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
    if (c.res.ok) c.header('Cache-Control', 'public, max-age=3600')
  })
  const rewriteRequestPath = (path: string): string => path.replace(/^\/+docs\/+assets/, '')
  app.get('/docs/assets/*', serveStatic({ root: folder, rewriteRequestPath }))
}

function pageHandler(assets: string | undefined): (c: Context) => Response | Promise<Response> {
  if (assets === undefined) {
    return (c) => c.text('The page of the documents was not built. They are at /docs/apis.json and on.\n')
  }
  const page = readFileSync(join(assets, 'page.html'), 'utf8')
  return (c) =>
    c.html(page, 200, {
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': ownResourcesOnly,
      'X-Content-Type-Options': 'nosniff',
    })
}

const ownResourcesOnly = [
  "default-src 'none'",
  // The component compiles schemas of its own while it loads.
  "script-src 'self' 'unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
