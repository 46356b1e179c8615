import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Clock } from '../../core/ports/clock.ts'
import type { Rates } from '../../core/ports/rates.ts'
import { type AwsErrorAnswer, awsError } from '../../protocol/index.ts'
import { rateLimit } from '../rate-limit.ts'
import { addressBlock } from '../source-ip.ts'
import { CognitoProblem } from './cognito-problem.ts'
import { operations } from './operations.ts'
import type { UserPool } from './user-pool.ts'
import { wellKnown } from './well-known.ts'

export interface UserPoolHttpOptions {
  readonly pool: UserPool
  /** Who may manage the pool. */
  readonly guard: (service: 'cognito-idp') => MiddlewareHandler
  readonly clock: Clock
  /** The address that a request comes from, for the rate limit of what anybody may ask for. */
  readonly sourceIp: (c: Context) => string
  /** Where several nodes count requests together. */
  readonly rates?: Rates | undefined
  /** The server's current URL, without a slash at the end. */
  readonly serverUrl: () => string
  /** Told of each request that comes too fast. */
  readonly onLimited?: (() => void) | undefined
}

const targetPrefix = 'AWSCognitoIdentityProviderService.'
const maxBodyBytes = 65_536

const openToAllSites = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'x-amzn-ErrorType',
}

/**
 * Cognito's wire: `POST /` with an operation in `X-Amz-Target`, as SDKs and games speak it, and the documents with the
 * pool's keys. Requests for other services go on to the next handler; what a store throws, to the error handler.
 */
export function userPoolHttp(options: UserPoolHttpOptions): Hono {
  const app = new Hono()
  app.options('/', preflight)
  app.post('/', forPool(limitedBody), forPool(access(options)))
  app.post(
    '/',
    forPool((c) => answer(c, options.pool)),
  )
  app.route('/', wellKnown(options.pool, options.serverUrl))
  return app
}

/** A page is told that it may ask. What is for managers only, it is not told the answer of. */
const preflight: MiddlewareHandler = async (c, next) => {
  if (!/\bx-amz-target\b/i.test(c.req.header('Access-Control-Request-Headers') ?? '')) return next()
  return c.body(null, 204, {
    ...openToAllSites,
    'Access-Control-Allow-Headers': '*',
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Max-Age': '7200',
  })
}

const limitedBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: (c) =>
    refuse(c, awsError('RequestTooLargeException', `The body has more than ${maxBodyBytes} bytes`)),
})

/** Managers are checked; of all others, so many a minute are let through. */
function access({ guard, clock, sourceIp, rates, onLimited }: UserPoolHttpOptions): MiddlewareHandler {
  const guarded = guard('cognito-idp')
  const requests = rateLimit({ clock, shared: rates && { rates, name: 'user-pool' }, onLimited })

  return async (c, next) => {
    if (operations.get(operationIn(c))?.isForAdmins) return guarded(c, next)
    for (const [name, value] of Object.entries(openToAllSites)) c.header(name, value)
    if ((await requests.take(addressBlock(sourceIp(c)))) === 0) return next()
    return refuse(c, awsError('TooManyRequestsException', 'Too many requests'))
  }
}

async function answer(c: Context, pool: UserPool): Promise<Response> {
  const operation = operations.get(operationIn(c))
  if (operation === undefined) return refuse(c, awsError('UnknownOperationException', 'No such operation'))
  const body = parse(await c.req.text())
  if (body === undefined) return refuse(c, awsError('SerializationException', 'The body is not JSON'))
  try {
    return send(c, 200, await operation.run(pool, body))
  } catch (error) {
    if (error instanceof CognitoProblem) return refuse(c, awsError(error.type, error.message))
    throw error
  }
}

/** `handler` for requests to the user pool; others pass it by. */
function forPool(handler: MiddlewareHandler): MiddlewareHandler {
  return async (c, next) =>
    c.req.header('X-Amz-Target')?.startsWith(targetPrefix) ? handler(c, next) : next()
}

function operationIn(c: Context): string {
  return c.req.header('X-Amz-Target')?.slice(targetPrefix.length) ?? ''
}

/** A member that is `null` is one that is not there. `undefined` for what is not JSON, which no JSON text stands for. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => value ?? undefined)
  } catch {
    return undefined
  }
}

function send(c: Context, status: 200 | AwsErrorAnswer['status'], body: object): Response {
  const headers = { 'Cache-Control': 'no-store', 'Content-Type': 'application/x-amz-json-1.1' }
  return c.body(JSON.stringify(body), status, headers)
}

function refuse(c: Context, { status: general, headers, body }: AwsErrorAnswer): Response {
  // Cognito answers 400 for what other services answer 404 for.
  const status = general === 404 ? 400 : general
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return send(c, status, body)
}
