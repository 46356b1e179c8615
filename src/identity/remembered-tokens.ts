import { createHash } from 'node:crypto'

/** What held of a token, and for how long it can be believed without another look at the signature. */
export interface Remembered<Claims> {
  readonly claims: Claims
  /** The key it is signed with. Once that is gone, the token is void. */
  readonly kid: string
  /** Seconds since 1970. */
  readonly expiresAt: number
}

const maxTokens = 10_000

/**
 * Tokens whose signature held. A client that reconnects brings the token it had, and checking it again costs as much as
 * all the rest of its connect. Kept as hashes: what is in memory here opens nothing.
 */
export class RememberedTokens<Claims> {
  readonly #known = new Map<string, Remembered<Claims>>()

  get(token: string): Remembered<Claims> | undefined {
    return this.#known.get(hash(token))
  }

  /** The token that was learnt first is forgotten first. */
  add(token: string, remembered: Remembered<Claims>): void {
    this.#known.set(hash(token), remembered)
    const [oldest] = this.#known.keys()
    if (this.#known.size > maxTokens && oldest !== undefined) this.#known.delete(oldest)
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
