import type { Invoked } from '../core/index.ts'
import { isObject } from './is-object.ts'

/** What a handler answered, in the shape that a Lambda proxy integration asks for. */
export interface ProxyResult {
  /** 100 to 599. */
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly multiValueHeaders: Readonly<Record<string, unknown>>
  /** Without one, there is nothing to send. */
  readonly body: string | undefined
  readonly isBase64Encoded: boolean
}

/**
 * Read what a handler answered; `malformed` for a failure and for what has another shape. As on API Gateway's REST
 * APIs, the status may be a text (`"200"`), and `null` is as good as absent. A status that HTTP does not have, and a
 * body that is no text, are malformed.
 */
export function proxyResult(invoked: Invoked): ProxyResult | 'malformed' {
  if (invoked.kind === 'failed' || !isObject(invoked.result)) return 'malformed'
  const { result } = invoked
  const status = statusOf(result.statusCode)
  const headers = result.headers ?? {}
  const multiValueHeaders = result.multiValueHeaders ?? {}
  const body = result.body ?? undefined
  if (status === undefined || !isObject(headers) || !isObject(multiValueHeaders)) return 'malformed'
  if (body !== undefined && typeof body !== 'string') return 'malformed'
  return { status, headers, multiValueHeaders, body, isBase64Encoded: result.isBase64Encoded === true }
}

/** The status alone, of an answer of any shape. */
export function statusOfAnswer(invoked: Invoked): number | undefined {
  if (invoked.kind === 'failed' || !isObject(invoked.result)) return undefined
  return statusOf(invoked.result.statusCode)
}

function statusOf(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined
  return status >= 100 && status <= 599 ? status : undefined
}
