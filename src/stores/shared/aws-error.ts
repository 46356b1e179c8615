import { Unavailable } from '../../core/ports/unavailable.ts'

/** The HTTP status that an error of the AWS SDK came with; `undefined` if there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = property(property(error, '$metadata'), 'httpStatusCode')
  return typeof status === 'number' ? status : undefined
}

/** Whether the same request may succeed a little later: the service was throttled, broken or out of reach. */
export function isPassing(error: unknown): boolean {
  const status = statusOf(error)
  if (status === undefined) return isNoAnswer(error)
  return status === 429 || status >= 500 || isThrottling(nameOf(error))
}

/**
 * What to throw on for an error of the SDK: an `Unavailable` if it may pass, and the error itself if not. The SDK has made
 * its retries by then.
 */
export function asUnavailable(service: string, error: unknown): unknown {
  if (!isPassing(error)) return error
  return new Unavailable(`${service} is away (${statusOf(error) ?? 'no answer'} ${nameOf(error)})`, {
    cause: error,
  })
}

/** Whether the code of an error says that there were too many requests. Services have different ones. */
export function isThrottling(code: string): boolean {
  return /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(code)
}

// Codes of errors of Node's sockets and of DNS.
const noAnswer = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAGAIN|EAI_AGAIN)/

function isNoAnswer(error: unknown): boolean {
  const code = property(error, 'code')
  return nameOf(error) === 'TimeoutError' || (typeof code === 'string' && noAnswer.test(code))
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
