import { createHash, createHmac } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { type Request as Aws4Request, sign } from 'aws4'
import { standingClock } from '../test-issuer.fixture.ts'
import type { Credentials, SignatureVerdict, SignedRequest } from './verifier.ts'
import { sigV4Verifier } from './verifier.ts'

export const ada: Credentials = { accessKeyId: 'AKIDADA', secretAccessKey: 'secret/of+ada=' }
export const guest: Credentials = {
  accessKeyId: 'ASIAGUEST',
  secretAccessKey: 'g',
  sessionToken: 'to+ken/==',
}

/** What the standing clock shows, as it is signed. */
export const stamp = '20231114T221320Z'

export const services = ['execute-api', '']

/** A verifier that knows `ada` and `guest`, and the clock that it goes by. */
export function testVerifier() {
  const clock = standingClock()
  return { clock, verifier: sigV4Verifier({ credentials: [ada, guest], clock }) }
}

/** What a verifier says right now, in one word where the request is refused. */
export function outcome(request: SignedRequest, of = testVerifier().verifier): string {
  return name(of.verify(request, services))
}

export function name(verdict: SignatureVerdict): string {
  return 'refusal' in verdict ? verdict.refusal : verdict.accessKeyId
}

/** The headers of a request as a server gets them. */
export function asReceived(headers: OutgoingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), String(value)]))
}

/** A request that the npm package aws4 signed in its headers, at the time of the standing clock. */
export function inHeader(request: Aws4Request = {}, credentials: Credentials = ada): SignedRequest {
  const headers = { 'X-Amz-Date': stamp, ...request.headers }
  const defaults = { method: 'POST', host: 'localhost:1234', path: '/prod/@connections/c%3D', body: 'hi' }
  return received(sign({ ...defaults, ...request, headers }, credentials))
}

/** The same, with the signature in the query. */
export function inQuery(query = '', credentials: Credentials = ada, headers = {}): SignedRequest {
  const path = `/poc?X-Amz-Date=${stamp}${query}`
  return received(sign({ host: 'localhost:1234', path, headers, signQuery: true }, credentials))
}

function received(signed: Aws4Request): SignedRequest {
  return {
    method: signed.method ?? 'GET',
    target: signed.path ?? '/',
    headers: asReceived(signed.headers ?? {}),
    body: Buffer.from(signed.body ?? ''),
  }
}

export interface ByHand {
  readonly method?: string
  readonly target?: string
  /** What is signed for the target: the path and the query. */
  readonly canonical?: readonly [path: string, query: string]
  readonly headers?: Readonly<Record<string, string>>
  /** Those that are signed, if it is not all of them. */
  readonly signedHeaders?: readonly string[]
  /** The day, region, service and terminator. */
  readonly scope?: readonly [string, string, string, string]
  readonly body?: string
}

/** A request signed by the book, for what no real signer does or lets a test choose. */
export function byHand(given: ByHand = {}): SignedRequest {
  const { method = 'GET', target = '/poc', canonical = ['/poc', ''], body = '' } = given
  const { headers = { host: 'localhost', 'x-amz-date': stamp } } = given
  const { scope = ['20231114', 'eu-west-1', 'execute-api', 'aws4_request'] } = given
  const signed = [...(given.signedHeaders ?? Object.keys(headers))].sort()
  const lines = signed.map((key) => `${key}:${headers[key] ?? ''}\n`).join('')
  const text = [method, ...canonical, lines, signed.join(';'), sha256(body)].join('\n')
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${ada.secretAccessKey}`)
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'] ?? stamp, scope.join('/'), sha256(text)].join(
    '\n',
  )
  const credential = [ada.accessKeyId, ...scope].join('/')
  const signature = hmac(key, toSign).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed.join(';')}, Signature=${signature}`
  return { method, target, headers: { ...headers, authorization }, body: Buffer.from(body) }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** The same request with other headers; one that is `undefined` was not sent. */
export function withHeaders(request: SignedRequest, headers: SignedRequest['headers']): SignedRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}

/** The outcome `spanMs` after the request was signed. */
export function later(request: SignedRequest, spanMs: number): string {
  const { clock, verifier } = testVerifier()
  clock.pass(spanMs)
  return outcome(request, verifier)
}
