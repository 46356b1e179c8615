import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock, Ids, Invoked } from '../../core/index.ts'
import { incomingOf } from '../../identity/index.ts'
import { executeApiArn } from '../arns.ts'
import type { RunFunctions } from '../functions/run-functions.ts'
import { mayInvoke } from '../gateway/permitted.ts'
import type { Model } from '../template/index.ts'
import { type Firewall, firewallOf } from './firewall.ts'
import { methodFor, type RestApi, restApis } from './rest-apis.ts'
import { restEvent } from './rest-event.ts'

export interface RestHttpOptions {
  readonly model: Model
  readonly functions: RunFunctions
  readonly clock: Clock
  readonly ids: Ids
  readonly sourceIp: (c: Context) => string
}

/** API Gateway's limit for a request, in bytes. */
const maxBodyBytes = 10 * 1024 * 1024

const values = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const proxyResult = Compile(
  Type.Object({
    statusCode: Type.Integer({ minimum: 200, maximum: 599 }),
    headers: Type.Optional(Type.Union([Type.Null(), Type.Record(Type.String(), values)])),
    multiValueHeaders: Type.Optional(
      Type.Union([Type.Null(), Type.Record(Type.String(), Type.Array(values))]),
    ),
    body: Type.Optional(Type.Union([Type.Null(), Type.String()])),
    isBase64Encoded: Type.Optional(Type.Boolean()),
  }),
)

/** The REST APIs of the templates, each below the path of its stage. */
export function restHttp(options: RestHttpOptions): Hono {
  const app = new Hono()
  for (const api of restApis(options.model)) {
    const firewall = firewallOf(options.model, api.stageArn, options.clock)
    for (const method of api.methods) options.functions.get(method.functionArn)
    const limit = bodyLimit({ maxSize: maxBodyBytes, onError: tooLarge })
    app.all(`/${api.stage}/*`, async (c, next) => {
      if (isForManagement(c.req.path)) return next()
      const refused = await limit(c, async () => {})
      return refused ?? answer(c, api, firewall, options)
    })
  }
  return app
}

/** A WebSocket API can have the same stage; on AWS it has another host. */
const isForManagement = (path: string): boolean => path.includes('/@connections/')

async function answer(
  c: Context,
  api: RestApi,
  firewall: Firewall,
  { model, functions, clock, ids, sourceIp }: RestHttpOptions,
): Promise<Response> {
  const incoming = incomingOf(c)
  if (incoming === undefined) return internal(500)
  const address = sourceIp(c)
  if (!firewall.lets(address)) return refuse(403, 'ForbiddenException', 'Forbidden')
  const path = c.req.path.slice(api.stage.length + 1) || '/'
  const method = methodFor(api, c.req.method, path)
  if (method === undefined)
    return refuse(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
  const { found, parameters } = method
  const fn = functions.get(found.functionArn)
  const sourceArn = executeApiArn(api.id, `${api.stage}/${c.req.method}${found.resourcePath}`)
  if (!mayInvoke(model, fn, sourceArn)) return internal(500)
  const event = restEvent(api, found, parameters, {
    incoming,
    path,
    query: new URL(c.req.url).searchParams,
    body: await c.req.text(),
    sourceIp: address,
    requestId: ids.uuid(),
    now: clock.now(),
  })
  return responseOf(await fn.call(JSON.stringify(event)))
}

/** What is no answer of a Lambda proxy is 502. */
function responseOf(invoked: Invoked): Response {
  if (invoked.kind === 'failed') return internal(502)
  const { result } = invoked
  if (!proxyResult.Check(result)) return internal(502)
  const headers = new Headers({ 'Content-Type': 'application/json' })
  for (const [name, value] of Object.entries(result.headers ?? {})) headers.set(name, String(value))
  for (const [name, all] of Object.entries(result.multiValueHeaders ?? {})) {
    headers.delete(name)
    for (const value of all) headers.append(name, String(value))
  }
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8')
  const isEmpty = result.statusCode === 204 || result.statusCode === 304
  return new Response(isEmpty ? null : body, { status: result.statusCode, headers })
}

const internal = (status: 500 | 502): Response =>
  refuse(status, 'InternalServerErrorException', 'Internal server error')

const tooLarge = (): Response => refuse(413, 'RequestTooLargeException', 'Request Too Long')

function refuse(status: number, type: string, message: string): Response {
  return Response.json({ message }, { status, headers: { 'x-amzn-ErrorType': type } })
}
