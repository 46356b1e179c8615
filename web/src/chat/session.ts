import { isRecord, numberOf, parseJson, textOf } from '../shared/record.ts'
import type { SharedShelf, Shelf } from './kept.ts'

/** Who one is on this server, as the browser keeps it. A guest comes back by a secret, a user by a refresh token. */
export type Session =
  | { readonly kind: 'guest'; readonly userId: string; readonly guestSecret: string; readonly name?: string }
  | { readonly kind: 'user'; readonly userId: string; readonly refreshToken: string; readonly name?: string }

export interface Tokens {
  readonly authToken: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly refreshToken: string
}

const NAME = 'stoa.session'

export function readSession(shelf: Shelf): Session | undefined {
  const kept = parseJson(shelf.read(NAME) ?? '')
  if (!isRecord(kept)) return undefined
  const userId = textOf(kept, 'userId')
  const name = textOf(kept, 'name')
  const called = name === undefined ? {} : { name }
  const guestSecret = textOf(kept, 'guestSecret')
  const refreshToken = textOf(kept, 'refreshToken')
  if (userId === undefined) return undefined
  if (guestSecret !== undefined) return { kind: 'guest', userId, guestSecret, ...called }
  if (refreshToken !== undefined) return { kind: 'user', userId, refreshToken, ...called }
  return undefined
}

export function writeSession(shelf: Shelf, session: Session | undefined): void {
  shelf.write(NAME, session && JSON.stringify(session))
}

/** Hears when the one who was here goes in another tab. Returns how to stop. */
export function watchSession(shelf: SharedShelf, gone: () => void): () => void {
  return shelf.watch(NAME, (text) => {
    if (text === undefined) gone()
  })
}

/** What a login or a refresh answered; `undefined` if it is none. */
export function readTokens(answer: unknown, now: number): Tokens | undefined {
  if (!isRecord(answer)) return undefined
  const authToken = textOf(answer, 'auth_token')
  const refreshToken = textOf(answer, 'refresh_token')
  const seconds = numberOf(answer, 'auth_token_expires_in')
  if (authToken === undefined || refreshToken === undefined || seconds === undefined) return undefined
  return { authToken, refreshToken, expiresAt: now + seconds * 1_000 }
}
