import type { User } from '../core/ports/authorizer.ts'
import { hashId } from './token-id.ts'

/**
 * The text, number and truth claims of a token as API Gateway passes an authorizer's context on: all as texts. A list
 * `channels` is there too, as its words with spaces between.
 */
export function contextOf(claims: object): Readonly<Record<string, string>> {
  const plain = Object.entries(claims).flatMap(([name, value]) => {
    if (isScalar(value)) return [[name, String(value)] as const]
    return name === 'channels' && Array.isArray(value) ? [[name, wordsIn(value)] as const] : []
  })
  return Object.fromEntries(plain)
}

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const wordsIn = (list: readonly unknown[]): string =>
  list.filter((item) => typeof item === 'string' && /^\S+$/.test(item)).join(' ')

/** What a token says that is not of its user, for who asks whether it was revoked. Without `jti`, its `hashId` is its id. */
export const ofItself = (
  token: string,
  { exp, iat, jti }: { readonly exp?: unknown; readonly iat?: unknown; readonly jti?: unknown },
): Required<Pick<User, 'tokenClaims'>> => ({
  tokenClaims: contextOf({ exp, iat, jti: typeof jti === 'string' && jti !== '' ? jti : hashId(token) }),
})
