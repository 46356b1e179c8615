import type { Line } from './hub-client.ts'

/** Rejects when the server is away. */
export type TokenSource = (isDoubted: boolean) => Promise<string | undefined>

export interface Doubt {
  /** A token to connect with. */
  token(): Promise<string | undefined>
  /** The line with what has been found out about the server. */
  told(line: Line): Line
}

/**
 * A browser does not say why a connection failed, so the token of one that did is doubted: the server may have been started
 * anew. A connection that fails with a new token was refused by a server that is there.
 */
export function doubt(source: TokenSource): Doubt {
  let hasFailed = false
  let isTokenNew = false
  return {
    async token() {
      const isDoubted = hasFailed
      hasFailed = true
      isTokenNew = false
      const token = await source(isDoubted)
      isTokenNew = isDoubted
      return token
    },
    told(line) {
      if (line.state === 'open') hasFailed = false
      const isRefused = line.state === 'waiting' && line.reason === 'refused' && isTokenNew
      return isRefused ? { ...line, reason: 'not_let_in' } : line
    },
  }
}
