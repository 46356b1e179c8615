import { expect, test } from 'vitest'
import { tokenFacts } from './token-facts.ts'

test.each([
  ['no token', { id: 'ada' }, false],
  ['a token of a guest', { id: 'ada', context: { scope: 'guest' } }, false],
  ['a token of who has logged in', { id: 'ada', context: { scope: 'authenticated' } }, true],
  ['a token of another issuer', { id: 'ada', context: { sub: 'ada' } }, true],
])('who comes with %s is known accordingly', (_, user, isKnown) => {
  expect(tokenFacts(user).isKnown).toBe(isKnown)
})

test('a token says of itself when it ends, where its claims are not its user’s', () => {
  const user = { id: 'ada', context: { team: 'red' }, tokenClaims: { exp: '60', iat: '30', jti: 't' } }
  expect(tokenFacts(user)).toMatchObject({ expiresAt: 60_000, issuedAt: 30_000, tokenId: 't' })
})
