import type { IncomingMessage } from 'node:http'
import type { Clock, Invoked } from '../core/index.ts'
import { httpClient } from './http-client.ts'
import { mappedHeaders } from './mapped-headers.ts'
import type { Integration, ProxyCall } from './proxy-call.ts'
import { type Slots, slots } from './slots.ts'

export interface HttpIntegrationOptions {
  readonly url: string
  /** The default is `POST`. */
  readonly method?: string
  /** Milliseconds until all of the answer is there, with the time that the request waits for its turn. */
  readonly timeoutMs: number
  /** Headers by name, each a source of values: see `parseParameterSource`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly clock: Clock
  /** What all integrations of the server have together: see `httpSlots`. */
  readonly all: Slots
}

/** Of an answer's body. */
const maxAnswerBytes = 128 * 1024

const limits = { most: 128, mostWaiting: 1_000, mostWaitingSize: 16 * 1_024 * 1_024 }

/** The requests that a server may have at work at once. Those who wait for one are limited by their integration. */
export const httpSlots = (): Slots => slots({ most: 512, mostWaiting: Infinity, mostWaitingSize: Infinity })

/**
 * Asks an HTTP server to answer for a route. It gets the body of a message, and of the connection what `headers` tells
 * it. A redirect is an answer, and not followed. 128 requests are at work at once; 1,000 more may wait, with 16 Mi
 * characters of bodies, and any other fails as a function does that has too much to do. Throws a `TypeError` for
 * options that no request can be made of.
 */
export function httpIntegration(options: HttpIntegrationOptions): Integration {
  const { url, method = 'POST', timeoutMs, headers = {}, clock, all } = options
  const { protocol } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`"${url}" is not an HTTP URL`)
  // Throws for a method that cannot be sent, and for credentials in the URL.
  const { method: verb } = new Request(url, { method })
  const headersOf = mappedHeaders(headers)
  const hasBody = verb !== 'GET' && verb !== 'HEAD'

  const own = slots(limits)
  const client = httpClient(url, limits.most)

  const ask = async (call: ProxyCall, signal: AbortSignal): Promise<Invoked> => {
    const mapped = headersOf(call)
    const body = hasBody ? bodyOf(call) : undefined
    if (body !== undefined && !mapped.has('content-type')) mapped.set('content-type', body.type)
    const request = { method: verb, headers: mapped, signal }
    return await readAnswer(
      await client(body === undefined ? request : { ...request, content: body.content }),
    )
  }

  return async (call) => {
    const abort = new AbortController()
    const turn = turnOf(call, own, all, abort.signal)
    if (turn === 'full') return tooMany
    const cancel = clock.after(timeoutMs, () => abort.abort())
    try {
      await turn.come
      return await ask(call, abort.signal)
    } catch (error) {
      return abort.signal.aborted ? timedOut(timeoutMs) : failure(reasonOf(error))
    } finally {
      cancel()
      turn.leave()
    }
  }
}

interface Turn {
  /** Rejects when the signal aborts. */
  readonly come: Promise<void>
  leave(): void
}

/** First a slot of the integration, then one of the server: one that hangs leaves the others theirs. */
function turnOf({ body = '' }: ProxyCall, own: Slots, all: Slots, signal: AbortSignal): Turn | 'full' {
  let leaveAll: (() => void) | 'full' = 'full'
  let start = (): void => {}
  const come = new Promise<void>((resolve, reject) => {
    start = resolve
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  const leaveOwn = own.enter(body.length, () => {
    leaveAll = all.enter(0, start)
  })
  if (leaveOwn === 'full') return 'full'
  return {
    come,
    leave() {
      if (leaveAll !== 'full') leaveAll()
      leaveOwn()
    },
  }
}

interface Body {
  readonly content: string | Uint8Array
  readonly type: string
}

function bodyOf({ body, isBase64Encoded }: ProxyCall): Body | undefined {
  if (body === undefined) return undefined
  if (!isBase64Encoded) return { content: body, type: 'application/json' }
  return { content: Buffer.from(body, 'base64'), type: 'application/octet-stream' }
}

async function readAnswer(response: IncomingMessage): Promise<Invoked> {
  const bytes = await readBody(response)
  if (bytes === 'too-long') return failure('the answer is longer than 128 KiB')
  const { statusCode = 502 } = response
  const result = { statusCode, multiValueHeaders: headersOf(response), ...contentOf(bytes) }
  return { kind: 'returned', result }
}

async function readBody(response: AsyncIterable<Uint8Array>): Promise<Buffer | 'too-long'> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response) {
    length += chunk.byteLength
    if (length > maxAnswerBytes) return 'too-long'
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What says something of the answer's body or of its server is not for the client. */
function headersOf({ headersDistinct }: IncomingMessage): Record<string, readonly string[]> {
  const kept = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    /^(?:content-.*|date|server)$/.test(name) ? [] : [[name, values] as const],
  )
  return Object.fromEntries(kept)
}

/** No body is none, text is text, and anything else is Base64. */
function contentOf(bytes: Buffer) {
  if (bytes.length === 0) return {}
  try {
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { body: bytes.toString('base64'), isBase64Encoded: true }
  }
}

const tooMany: Invoked = {
  kind: 'failed',
  errorType: 'TooManyRequestsException',
  errorMessage: 'Rate Exceeded.',
}

function timedOut(timeoutMs: number): Invoked {
  const errorMessage = `there was no answer within ${timeoutMs} ms`
  return { kind: 'failed', errorType: 'Integration.Timedout', errorMessage }
}

function failure(errorMessage: string): Invoked {
  return { kind: 'failed', errorType: 'Integration.Failed', errorMessage }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
