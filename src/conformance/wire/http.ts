import {
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type Trust, tlsOptions } from '../target.ts'
import { causeOf, Unreachable } from '../unreachable.ts'

const maxBodyBytes = 1_024 * 1_024

export interface HttpRequest {
  readonly method: string
  /** Its host counts; `http`, `https`, `ws` or `wss`. */
  readonly origin: URL
  /** The request target, sent as it is. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface HttpAnswer {
  /** 101 when the server changed to another protocol. The connection is cut then. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Patience {
  readonly trust: Trust
  readonly timeoutMs: number
}

/** Send one request. Rejects with `Unreachable` when no answer comes. Redirects are answers. */
export function exchange(request: HttpRequest, { trust, timeoutMs }: Patience): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = start(request, trust)
    const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    const answered = (response: IncomingMessage, body: string): void => {
      clearTimeout(timer)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
    }
    const failed = (error: unknown): void => {
      clearTimeout(timer)
      reject(new Unreachable(`${request.origin.host}: ${causeOf(error)}`))
    }
    sent.on('error', failed)
    sent.on('upgrade', (response, socket) => {
      // The server may end it at the same time.
      socket.on('error', () => {})
      socket.destroy()
      answered(response, '')
    })
    sent.on('response', (response) => {
      bodyOf(response).then((body) => answered(response, body), failed)
    })
    sent.end(request.body)
  })
}

function start({ method, origin, target, headers, body }: HttpRequest, trust: Trust): ClientRequest {
  const { hostname, port } = origin
  const isSecure = /^(https|wss):$/.test(origin.protocol)
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  return (isSecure ? httpsRequest : httpRequest)({
    ...(isSecure && tlsOptions(trust)),
    // The brackets of an IPv6 address belong to the URL.
    host: hostname.replace(/^\[|\]$/g, ''),
    ...(port !== '' && { port }),
    method,
    path: target,
    headers: { Host: origin.host, ...length, ...headers },
    agent: false,
  })
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    const data = Buffer.from(chunk)
    chunks.push(data)
    bytes += data.length
    if (bytes > maxBodyBytes) throw new Error('the answer is larger than 1 MiB')
  }
  return Buffer.concat(chunks).toString()
}
