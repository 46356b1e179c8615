import { request as askHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http'
import { request as askHttps, Agent as HttpsAgent } from 'node:https'

export interface HttpRequest {
  readonly method: string
  readonly headers: Headers
  readonly content?: string | Uint8Array
  readonly signal: AbortSignal
}

/**
 * Asks one server, and gives the answer when its body is still to come. Rejects where there is none, and when the
 * signal aborts.
 */
export type HttpClient = (request: HttpRequest) => Promise<IncomingMessage>

// Node's own servers close what was idle for 5 s.
const idleLimitMs = 4_000

/** Connections are used again, and there are never more than `maxSockets`, those that are still opened with them. */
export function httpClient(url: string, maxSockets: number): HttpClient {
  const isTls = new URL(url).protocol === 'https:'
  const settings = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, timeout: idleLimitMs }
  const agent = isTls ? new HttpsAgent(settings) : new HttpAgent(settings)
  const ask = isTls ? askHttps : askHttp
  return ({ method, headers, content, signal }) =>
    new Promise((resolve, reject) => {
      const all = { accept: '*/*', 'user-agent': 'stoa', ...Object.fromEntries(headers) }
      ask(url, { agent, method, headers: all, signal })
        .on('response', resolve)
        .on('error', reject)
        .end(content)
    })
}
