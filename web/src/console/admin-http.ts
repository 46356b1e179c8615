import { isRecord, parseJson, textOf } from '../shared/record.ts'

/** `unauthorized`: the token is not right. `away`: nobody answers. `refused`: the server says what is wrong. */
export type Outcome =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly why: 'unauthorized' | 'away' | 'refused'; readonly message: string }

export type Method = 'GET' | 'POST' | 'DELETE'

/** Asks the server for something below `/admin`. Never rejects. */
export type Admin = (method: Method, path: string, body?: object) => Promise<Outcome>

/** A page that asks every two seconds must not wait for longer than a few. */
const ANSWER_WITHIN_MS = 8_000

const away: Outcome = { ok: false, why: 'away', message: 'The server does not answer.' }

export function adminWith(token: string, fetching: typeof fetch = fetch): Admin {
  return async (method, path, body) => {
    try {
      const response = await fetching(`/admin${path}`, {
        method,
        cache: 'no-store',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body && { 'Content-Type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      return outcomeOf(response.status, await response.text())
    } catch {
      return away
    }
  }
}

export function outcomeOf(status: number, text: string): Outcome {
  const body = parseJson(text)
  if (status >= 200 && status < 300) return { ok: true, body }
  const message = messageOf(body) ?? `The server answered with ${status}.`
  if (status === 401 || status === 403) return { ok: false, why: 'unauthorized', message }
  if (status >= 502 && status <= 504) return { ...away }
  return { ok: false, why: 'refused', message }
}

function messageOf(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined
  return isRecord(body.error) ? textOf(body.error, 'message') : textOf(body, 'message')
}
