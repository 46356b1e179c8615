import { type Context, Hono } from 'hono'
import type { ConnectionInfo, Sockets } from '../core/index.ts'
import { type AwsErrorType, awsError } from '../protocol/index.ts'
import { endConnection } from './end-connection.ts'
import type { Guard } from './guard.ts'
import type { Mount } from './mount.ts'

/** The size of a message (AWS quotas), in bytes. */
const maxDataBytes = 128 * 1024

export interface ConnectionsOptions {
  readonly mounts: readonly Mount[]
  readonly guard: Guard
}

/**
 * API Gateway's management API: `POST`, `GET` and `DELETE` of `{path of an API}/@connections/{connectionId}`. Its errors
 * have the header without which the SDKs do not know them.
 */
export function connectionsHttp({ mounts, guard }: ConnectionsOptions): Hono {
  const app = new Hono()
  for (const [base, sharing] of placesOf(mounts)) {
    const path = `${base}/@connections/:id`
    app.use(path, guard('execute-api'))
    app.post(path, (c) => withId(c, async (id) => post(c, await mountOf(sharing, id), id)))
    app.get(path, (c) => withId(c, async (id) => describe(c, (await mountOf(sharing, id)).sockets, id)))
    app.delete(path, (c) => withId(c, async (id) => disconnect(c, await mountOf(sharing, id), id)))
    app.all(path, (c) => refuse(c, 'ForbiddenException', 'Forbidden'))
  }
  // A stage that is not there, as on AWS.
  app.use('*', async (c, next) => {
    if (!c.req.path.includes('/@connections/')) return next()
    return (await guard('execute-api')(c, async () => {})) ?? refuse(c, 'ForbiddenException', 'Forbidden')
  })
  return app
}

/**
 * Each API is at its path. Handlers build their endpoint of the stage, so one whose path is another is at its stage too;
 * ids tell those apart that have the same.
 */
function placesOf(mounts: readonly Mount[]): ReadonlyMap<string, readonly [Mount, ...Mount[]]> {
  const places = new Map<string, readonly [Mount, ...Mount[]]>()
  const add = (base: string, mount: Mount): void => {
    const [first, ...others] = places.get(base) ?? []
    places.set(base, first === undefined ? [mount] : [first, ...others, mount])
  }
  for (const mount of mounts) add(mount.options.path === '/' ? '' : mount.options.path, mount)
  for (const mount of mounts) {
    const { stage, path } = mount.options
    if (stage !== undefined && path !== `/${stage}`) add(`/${stage}`, mount)
  }
  return places
}

/** The API that has a connection. In a fleet another node may have it, and is asked only where several could be meant. */
async function mountOf(sharing: readonly [Mount, ...Mount[]], id: string): Promise<Mount> {
  const [first, ...others] = sharing
  const here = sharing.find((mount) => mount.has(id))
  if (here !== undefined || others.length === 0) return here ?? first
  for (const mount of sharing) if ((await mount.sockets.describe(id)) !== 'gone') return mount
  return first
}

// 11 bytes as URL-safe base64 (captured: `R1kmxc2VNjMCFIA=`).
const wellFormed = /^[\w-]{15}=$/

function withId(c: Context, answer: (id: string) => Promise<Response>): Promise<Response> | Response {
  const id = c.req.param('id') ?? ''
  if (wellFormed.test(id)) return answer(id)
  return refuse(c, 'BadRequestException', `Invalid connectionId: ${id.slice(0, 128)}`)
}

async function post(c: Context, { sockets, binary, options }: Mount, id: string): Promise<Response> {
  const data = new Uint8Array(await c.req.arrayBuffer())
  const max = Math.max(maxDataBytes, options.api.frames.maxMessageBytes)
  if (data.length > max) return refuse(c, 'PayloadTooLargeException', 'Message too long')
  const frame = decode(data) ?? (binary === 'base64' ? data : undefined)
  if (frame === undefined) return refuse(c, 'BadRequestException', 'Data is not text in UTF-8')
  const outcome = await sockets.send(id, frame)
  if (outcome === 'gone') return gone(c)
  if (outcome === 'full') return refuse(c, 'LimitExceededException', 'The client reads too slowly')
  return c.body(null, 200)
}

async function describe(c: Context, sockets: Sockets, id: string): Promise<Response> {
  const info = await sockets.describe(id)
  return info === 'gone' ? gone(c) : c.json(bodyOf(info))
}

async function disconnect(c: Context, { options, sockets }: Mount, id: string): Promise<Response> {
  const outcome = await endConnection(id, options.api, sockets)
  return outcome === 'gone' ? gone(c) : c.body(null, 204)
}

/** RFC 3339 in text: numbers make the SDK throw. */
function bodyOf({ connectedAt, lastActiveAt, sourceIp, userAgent }: ConnectionInfo) {
  return {
    connectedAt: new Date(connectedAt).toISOString(),
    identity: { sourceIp, userAgent },
    lastActiveAt: new Date(lastActiveAt).toISOString(),
  }
}

function decode(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    return undefined
  }
}

const gone = (c: Context): Response => refuse(c, 'GoneException', 'Gone')

function refuse(c: Context, type: AwsErrorType, message: string): Response {
  const { status, headers, body } = awsError(type, message)
  return c.json(body, status, headers)
}
