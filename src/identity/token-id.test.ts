import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { hashId, tokenIdOf } from './token-id.ts'

const signed = (claims: Record<string, unknown>): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode('a secret of some length'))

test('a token is called what it calls itself, or else by its hash', async () => {
  const nameless = await signed({ sub: 'ada' })
  expect(tokenIdOf(await signed({ sub: 'ada', jti: 'mine' }))).toBe('mine')
  expect(tokenIdOf(nameless)).toBe(hashId(nameless))
  expect(tokenIdOf(` ${nameless}\n`)).toBe(hashId(nameless))
  for (const jti of ['', 5, null]) {
    const token = await signed({ jti })
    expect(tokenIdOf(token)).toBe(hashId(token))
  }
})

test.each(['mine', 'a.b.c', 'bnVsbA.e30.x', '', 'a.b', '...', hashId('a token')])(
  'what is no token is an id already: %j',
  (id) => {
    expect(tokenIdOf(id)).toBe(id)
  },
)
