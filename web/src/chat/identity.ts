import { isRecord, textOf } from '../shared/record.ts'
import type { Shelf } from './kept.ts'
import { readSession, readTokens, type Session, type Tokens, writeSession } from './session.ts'

/** An answer of the identity API, its body as JSON or as the text that it is. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Rejects when the server cannot be reached. */
export type Ask = (path: string, posted?: unknown) => Promise<Answer>

export interface IdentityOptions {
  readonly ask: Ask
  readonly shelf: Shelf
  readonly now: () => number
  /** The server does not know the one who was here before. */
  readonly onForgotten: () => void
}

export interface Identity {
  session(): Session | undefined
  /** Resolves to what is wrong, if anything is. */
  enterAsGuest(name: string): Promise<string | undefined>
  enterWithPassword(username: string, password: string): Promise<string | undefined>
  /** Whether there are users with a name and a password. */
  hasPasswords(): Promise<boolean>
  /**
   * A token that is good for a while, and a new one if the last `isDoubted`. `undefined` when there is none to be had any
   * more. Rejects when the server is away.
   */
  token(isDoubted?: boolean): Promise<string | undefined>
  calledNow(name: string): void
  forget(): void
}

const FRESH_MS = 90_000
const AWAY = 'The server cannot be reached. Try again in a moment.'
const BUSY = 'Too many requests from your address. Wait some minutes and try again.'

export function openIdentity({ ask, shelf, now, onForgotten }: IdentityOptions): Identity {
  let session = readSession(shelf)
  let tokens: Tokens | undefined

  const keep = (next: Session | undefined): void => {
    session = next
    writeSession(shelf, next)
  }
  const enter = async (answering: Promise<Answer>, read: (body: unknown) => Session | undefined) => {
    const answer = await answering.catch(() => undefined)
    if (answer === undefined) return AWAY
    if (answer.status === 429) return BUSY
    const next = answer.status === 200 ? read(answer.body) : undefined
    tokens = readTokens(answer.body, now())
    if (next === undefined || tokens === undefined) return 'The server did not let you in.'
    keep(next)
    return undefined
  }
  const renew = async (): Promise<Tokens | undefined> => {
    if (session === undefined) return undefined
    const { status, body } = await ask(renewalPath(session, tokens))
    if (status === 400 || status === 401) {
      if (session.kind === 'user' || tokens === undefined) return undefined
      tokens = undefined
      return renew()
    }
    const renewed = readTokens(body, now())
    if (renewed === undefined) throw new Error(`identity answered with ${status}`)
    return renewed
  }

  return {
    session: () => session,
    enterAsGuest: (name) =>
      enter(ask('/prod/login-as-guest'), (body) => {
        const guest = guestOf(body)
        return guest && { ...guest, ...(name !== '' && { name }) }
      }),
    async enterWithPassword(username, password) {
      const posted = { body: { username, password, signin: 'True' } }
      const problem = await enter(ask('/prod/login-with-cognito', posted), (body) => {
        const user = userOf(body)
        return user && { ...user, name: username.split('@')[0] || username }
      })
      return problem === undefined || problem === AWAY || problem === BUSY
        ? problem
        : 'The name or the password is not right.'
    },
    async hasPasswords() {
      const answer = await ask('/app.json').catch(() => undefined)
      return isRecord(answer?.body) && answer.body.passwords === true
    },
    async token(isDoubted = false) {
      const isFresh = tokens !== undefined && tokens.expiresAt - now() > FRESH_MS
      if (tokens !== undefined && isFresh && !isDoubted) return tokens.authToken
      tokens = await renew()
      if (tokens === undefined) {
        keep(undefined)
        onForgotten()
        return undefined
      }
      // In another tab somebody else may have come in since.
      const isKept = readSession(shelf)?.userId === session?.userId
      if (session?.kind === 'user' && isKept) keep({ ...session, refreshToken: tokens.refreshToken })
      return tokens.authToken
    },
    calledNow: (name) => session && keep({ ...session, name }),
    forget() {
      tokens = undefined
      keep(undefined)
    },
  }
}

/** A guest's refresh token ends some day, and the secret does not: that is what a guest comes back by. */
function renewalPath(session: Session, tokens: Tokens | undefined): string {
  if (tokens !== undefined && session.kind === 'guest') return refreshPath(tokens.refreshToken)
  if (session.kind === 'user') return refreshPath(tokens?.refreshToken ?? session.refreshToken)
  const query = new URLSearchParams({ user_id: session.userId, guest_secret: session.guestSecret })
  return `/prod/login-as-guest?${query}`
}

const refreshPath = (token: string): string =>
  `/prod/refresh-access-token?${new URLSearchParams({ refresh_token: token })}`

function guestOf(body: unknown): Session | undefined {
  if (!isRecord(body)) return undefined
  const userId = textOf(body, 'user_id')
  const guestSecret = textOf(body, 'guest_secret')
  return userId === undefined || guestSecret === undefined
    ? undefined
    : { kind: 'guest', userId, guestSecret }
}

function userOf(body: unknown): Session | undefined {
  if (!isRecord(body)) return undefined
  const userId = textOf(body, 'user_id')
  const refreshToken = textOf(body, 'refresh_token')
  return userId === undefined || refreshToken === undefined
    ? undefined
    : { kind: 'user', userId, refreshToken }
}
