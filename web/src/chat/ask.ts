import { parseJson } from '../shared/record.ts'
import type { Ask } from './identity.ts'

/** The identity API of the server that this page came from. */
export const ask: Ask = async (path, posted) => {
  const response = await fetch(path, {
    cache: 'no-store',
    signal: AbortSignal.timeout(15_000),
    ...(posted !== undefined && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(posted),
    }),
  })
  const text = await response.text()
  return { status: response.status, body: parseJson(text) ?? text }
}
