import { type Context, Hono } from 'hono'
import type { Distribution } from './distributions.ts'
import type { LocalUrls } from './local-urls.ts'

export interface FilesHttpOptions {
  readonly distributions: readonly Distribution[]
  readonly localUrls: LocalUrls
}

const accessDenied =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'

/**
 * The distributions: each under its own domain name, which functions ask for, and all of them under the names of this
 * machine, where URLs of APIs in their texts lead here.
 */
export function filesHttp({ distributions, localUrls }: FilesHttpOptions): Hono {
  const app = new Hono()
  app.on(['GET', 'HEAD'], '*', async (c, next) => {
    const host = c.req.header('Host') ?? ''
    const byName = distributions.find(({ domainName }) => domainName === host.replace(/:443$/, ''))
    if (byName !== undefined) return shown(c, byName, (text) => text)
    const { path } = c.req
    const byPath =
      distributions.find((one) => one.has(path)) ?? distributions.find(({ hasRootObject }) => hasRootObject)
    if (byPath === undefined || isOfGateway(path)) return next()
    return shown(c, byPath, (text) => localUrls(text, host))
  })
  return app
}

/** What the listener answers by itself, after this. */
const isOfGateway = (path: string): boolean => path.includes('/@connections/') || path === '/metrics'

function shown(c: Context, distribution: Distribution, change: (text: string) => string): Response {
  const found = distribution.find(c.req.path)
  if (found === undefined) {
    return new Response(accessDenied, { status: 403, headers: { 'Content-Type': 'application/xml' } })
  }
  const { status, object } = found
  const isText = /json|html|javascript|^text\//.test(object.contentType)
  const body = isText ? change(object.body.toString()) : new Uint8Array(object.body)
  const headers = new Headers({ 'Content-Type': object.contentType, ETag: object.etag })
  if (object.cacheControl !== undefined) headers.set('Cache-Control', object.cacheControl)
  headers.set('Last-Modified', new Date(object.lastModified).toUTCString())
  return new Response(c.req.method === 'HEAD' ? null : body, { status, headers })
}
