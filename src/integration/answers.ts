import type { Invoked } from '../core/index.ts'
import { type AnswerHeaders, answerHeaders } from './answer-headers.ts'
import { type ProxyResult, proxyResult, statusOfAnswer } from './proxy-result.ts'

export type ConnectAnswer =
  | { readonly accept: { readonly headers: AnswerHeaders } }
  /** `status`: 200 to 599. */
  | { readonly refuse: { readonly status: number; readonly headers: AnswerHeaders } }

const badGateway: ConnectAnswer = { refuse: { status: 502, headers: [] } }

/**
 * What becomes of a client, by the answer to its `$connect`: 2xx lets it in, any other status is its own, and a
 * failure or an answer of another shape is 502 (captured). 1xx is 502 too: it cannot end an HTTP request.
 */
export function connectAnswer(invoked: Invoked): ConnectAnswer {
  const result = proxyResult(invoked)
  if (result === 'malformed' || result.status < 200) return badGateway
  const headers = answerHeaders(result)
  if (headers === 'too-many') return badGateway
  return result.status < 300 ? { accept: { headers } } : { refuse: { status: result.status, headers } }
}

export interface MessageAnswerOptions {
  /** Whether the route has a response. */
  readonly isTwoWay: boolean
  /** `frame`: a status of 400 and more is an internal error to the client, where no body says more. */
  readonly errorAnswers: 'silent' | 'frame'
  /** Of an answer, in bytes. */
  readonly maxBytes: number
}

/** `internal`: the client is told of an internal error. Bytes are a binary frame. */
export type MessageAnswer = 'nothing' | 'internal' | { readonly frame: string | Uint8Array }

/**
 * What a client gets of the answer to its message: an error frame if the handler failed; else, on a two-way route,
 * the body, whatever the status, and on others nothing, whatever was answered (captured for 200 to 501). A two-way
 * answer of another shape, without a status, or with a body that is too large is an internal error.
 */
export function messageAnswer(
  invoked: Invoked,
  { isTwoWay, errorAnswers, maxBytes }: MessageAnswerOptions,
): MessageAnswer {
  if (invoked.kind === 'failed') return 'internal'
  const isError = errorAnswers === 'frame' && (statusOfAnswer(invoked) ?? 0) >= 400
  if (!isTwoWay) return isError ? 'internal' : 'nothing'
  const result = proxyResult(invoked)
  if (result === 'malformed') return 'internal'
  const { body } = result
  if (body === undefined) return isError ? 'internal' : 'nothing'
  return frameOf(body, result, maxBytes)
}

function frameOf(body: string, { isBase64Encoded }: ProxyResult, maxBytes: number): MessageAnswer {
  if (isBase64Encoded) {
    const isBase64 = body.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(body)
    const bytes = Buffer.from(isBase64 ? body : '', 'base64')
    return isBase64 && bytes.length <= maxBytes ? { frame: bytes } : 'internal'
  }
  return Buffer.byteLength(body) <= maxBytes ? { frame: body } : 'internal'
}
