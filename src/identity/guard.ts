import { IncomingMessage } from 'node:http'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type AwsErrorType, awsError } from '../protocol/index.ts'
import type { SignedRequest, SigV4Verifier } from './sigv4/verifier.ts'
import { isLoopback } from './source-ip.ts'

/** Lets a request for an AWS service through, or answers it with that service's error. */
export type Guard = (service: GuardedService) => MiddlewareHandler

export type GuardedService = 'execute-api' | 'events' | 'lambda' | 'cognito-idp' | 'stoa'

export interface GuardOptions {
  /** Without one, only programs on this machine are let through, and signatures are not looked at. */
  readonly verifier: SigV4Verifier | undefined
  /** Whether one of the server's own functions asks. They are let through, whatever they sign with. */
  readonly isFunction?: (c: Context) => boolean
  /** Whether somebody may stand between clients and the server. Then nobody is known to be on this machine. */
  readonly isBehindProxy?: boolean
  readonly sourceIp: (c: Context) => string
  /** Whether a request came through a proxy that is known to be one. */
  readonly isProxied?: (c: Context) => boolean
}

// A page in a browser on this machine sends one of the first two, a proxy on it one of the others.
const foreign = [
  'Origin',
  'Sec-Fetch-Site',
  'Forwarded',
  'X-Real-IP',
  'Via',
  'CF-Connecting-IP',
  'True-Client-IP',
]
const forwarding = /^x-(forwarded|client|original)-/

/**
 * Whether a program on this machine asks, and neither a page in a browser nor a proxy for somebody else. The name that it
 * asks for must be this machine's: a page whose own name leads here sends no `Origin` with a GET.
 */
function fromThisMachine({
  sourceIp,
  isProxied = () => false,
}: Pick<GuardOptions, 'sourceIp' | 'isProxied'>): (c: Context) => boolean {
  return (c) =>
    !isProxied(c) &&
    isLoopback(sourceIp(c)) &&
    isThisMachine(new URL(c.req.url).hostname) &&
    foreign.every((name) => c.req.header(name) === undefined) &&
    !Object.keys(c.req.header()).some((name) => forwarding.test(name))
}

function isThisMachine(hostname: string): boolean {
  return /(^|\.)localhost$/.test(hostname) || isLoopback(hostname.replace(/^\[|\]$/g, ''))
}

const maxBodyBytes = 1_048_576

/** What a signature may be made for, to be good for a service. The empty one is for signers that know AWS hosts only. */
const scopes: Readonly<Record<GuardedService, readonly string[]>> = {
  'execute-api': ['execute-api', ''],
  events: ['events'],
  lambda: ['lambda'],
  'cognito-idp': ['cognito-idp'],
  stoa: ['stoa', 'execute-api', ''],
}

const limit = bodyLimit({
  maxSize: maxBodyBytes,
  onError: (c) => refuse(c, 'RequestTooLargeException', `A body has at most ${maxBodyBytes} bytes.`),
})

const noCredentials =
  'This server has no credentials, so it answers programs on its own machine only, and nobody if it has a public URL. ' +
  'Set STOA_ACCESS_KEY_ID and STOA_SECRET_ACCESS_KEY to have it answer signed requests from anywhere.'

/** What it lets through has a body of at most 1 MB, which a handler can read as if nobody had. */
export function guard(options: GuardOptions): Guard {
  const { verifier, isFunction = () => false, isBehindProxy = false } = options
  const isLocal = isBehindProxy ? () => false : fromThisMachine(options)
  const others = (service: GuardedService): MiddlewareHandler =>
    verifier === undefined
      ? async (c, next) => (isLocal(c) ? limit(c, next) : refuse(c, 'AccessDeniedException', noCredentials))
      : signedFor(verifier, scopes[service])
  return (service) => {
    const guarded = others(service)
    return async (c, next) => (isFunction(c) ? limit(c, next) : guarded(c, next))
  }
}

function signedFor(verifier: SigV4Verifier, services: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const tooLarge = await limit(c, async () => {})
    if (tooLarge) return tooLarge
    const verdict = verifier.verify(await requestOf(c), services)
    return 'refusal' in verdict ? refuse(c, verdict.refusal, verdict.message) : next()
  }
}

async function requestOf(c: Context): Promise<SignedRequest> {
  const body = new Uint8Array(await c.req.arrayBuffer())
  const incoming = incomingOf(c)
  if (incoming?.url !== undefined) {
    return { method: c.req.method, target: incoming.url, headers: incoming.headers, body }
  }
  const { pathname, search } = new URL(c.req.url)
  const headers = Object.fromEntries(c.req.raw.headers)
  return { method: c.req.method, target: `${pathname}${search}`, headers, body }
}

/** Node's own view of the request, where Node serves it: a URL made of it has lost how it was written. */
export function incomingOf(c: Context): IncomingMessage | undefined {
  const bindings: unknown = c.env
  if (typeof bindings !== 'object' || bindings === null || !('incoming' in bindings)) return undefined
  return bindings.incoming instanceof IncomingMessage ? bindings.incoming : undefined
}

function refuse(c: Context, type: AwsErrorType, text: string): Response {
  const { status, headers, body } = awsError(type, text)
  return c.json(body, status, { ...headers })
}
