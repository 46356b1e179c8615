import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'

export interface Question {
  readonly method?: 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | URLSearchParams
}

export interface Answer {
  readonly status: number
  /** What its JSON says; `undefined` if it is no JSON. */
  readonly body: unknown
}

/**
 * Ask a provider over HTTP. It is `unanswered` if the provider cannot be reached, redirects, takes longer than 5
 * seconds, or says more than 64 KiB. Never rejects. Of faults the host and the kind are logged: the rest of a URL has
 * tokens in it, and so have the messages of errors.
 */
export type Ask = (url: URL, question?: Question) => Promise<Answer | 'unanswered'>

export interface AskOptions {
  readonly clock: Clock
  readonly log?: Pick<Log, 'warn'>
}

const timeoutMs = 5_000
const maxAnswerBytes = 65_536

export function asking({ clock, log }: AskOptions): Ask {
  function unanswered(url: URL, reason: string): 'unanswered' {
    log?.warn({ host: url.host, reason }, 'a login provider did not answer')
    return 'unanswered'
  }

  return async (url, question = {}) => {
    const timeout = new AbortController()
    const cancel = clock.after(timeoutMs, () => timeout.abort())
    try {
      // A redirect would carry the token to another host.
      const response = await fetch(url, { ...question, redirect: 'error', signal: timeout.signal })
      const { status } = response
      const text = await readText(response)
      if (text === undefined) return unanswered(url, 'too large')
      if (concernsTheOperator(status))
        log?.warn({ host: url.host, status }, 'a login provider refused to answer')
      return { status, body: parsed(text) }
    } catch (error) {
      return unanswered(url, kindOf(error))
    } finally {
      cancel()
    }
  }
}

/** A URL below `base`, which may have a path of its own. */
export function below(base: URL, path: string, query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${path}`
  url.search = new URLSearchParams(query).toString()
  return url
}

/** The whole text; `undefined` as soon as it is too large. */
async function readText({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxAnswerBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** It is not for what the client has sent: our credentials are wrong, or the provider is out of order. */
function concernsTheOperator(status: number): boolean {
  return status === 401 || status === 403 || status === 429 || status >= 500
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const fault = error.cause instanceof Error ? error.cause : error
  return 'code' in fault && typeof fault.code === 'string' ? fault.code : fault.name
}
