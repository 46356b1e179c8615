import { createHash } from 'node:crypto'

/** The beginning of a token's hash: it tells tokens apart, and opens nothing. */
export const hashId = (token: string): string =>
  createHash('sha256').update(token).digest('base64url').slice(0, 22)

/**
 * What a token is called where it is revoked: its claim `jti`, or else its `hashId`. A text that has not the shape of a JWT
 * is taken for the id itself. Nothing is checked of the token: whoever asks could give any id.
 */
export function tokenIdOf(text: string): string {
  const token = text.trim()
  const [header = '', claims = '', ...rest] = token.split('.')
  if (rest.length !== 1 || objectIn(header) === undefined) return token
  const jti: unknown = Reflect.get(objectIn(claims) ?? {}, 'jti')
  return typeof jti === 'string' && jti !== '' ? jti : hashId(token)
}

function objectIn(part: string): object | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof read === 'object' && read !== null ? read : undefined
  } catch {
    return undefined
  }
}
