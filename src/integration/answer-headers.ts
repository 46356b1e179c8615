import type { ProxyResult } from './proxy-result.ts'

/** Headers for an HTTP answer. Names may come again, as of `Set-Cookie`. */
export type AnswerHeaders = readonly (readonly [name: string, value: string])[]

/** What belongs to the connection between server and client, or is said by the server in a 101. */
const ours = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-version',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** In bytes, of all together: API Gateway's limit. */
const maxHeaderBytes = 10_240

/**
 * The headers of a handler's answer that a client may see; `too-many` if they are more than a client would take.
 * Left out is what HTTP cannot carry (a line break, a character outside of Latin-1, an object) and what is the
 * server's to say. Of a name in both, the values of `multiValueHeaders` count, each once.
 */
export function answerHeaders({ headers, multiValueHeaders }: ProxyResult): AnswerHeaders | 'too-many' {
  const multi = Object.entries(multiValueHeaders).filter(([, values]) => Array.isArray(values))
  const inMulti = new Set(multi.map(([name]) => name.toLowerCase()))
  const single = Object.entries(headers).filter(([name]) => !inMulti.has(name.toLowerCase()))
  const given = [
    ...single.map(([name, value]) => [name, [value]] as const),
    ...multi.map(
      ([name, values]) => [name, Array.isArray(values) ? [...new Set<unknown>(values)] : []] as const,
    ),
  ]
  const kept = given
    .filter(([name]) => isToken(name) && !ours.has(name.toLowerCase()))
    .flatMap(([name, values]) =>
      values.flatMap((value) => textOf(value).map((text) => [name, text] as const)),
    )
  const bytes = kept.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  return bytes > maxHeaderBytes ? 'too-many' : kept
}

function isToken(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
}

/** No text for what is none, and for what a header cannot carry. */
function textOf(value: unknown): readonly string[] {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return []
  const text = String(value).trim()
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? [text] : []
}
