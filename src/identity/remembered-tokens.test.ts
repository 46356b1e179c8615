import { expect, test } from 'vitest'
import { RememberedTokens } from './remembered-tokens.ts'

test('a token is remembered until ten thousand others have come', () => {
  const tokens = new RememberedTokens<number>()
  const remembered = { claims: 1, kid: 'k', expiresAt: 2 }
  for (let index = 0; index < 10_000; index += 1) tokens.add(`token ${index}`, remembered)
  expect(tokens.get('token 0')).toBe(remembered)
  tokens.add('one more', remembered)
  expect(tokens.get('token 0')).toBeUndefined()
  expect(tokens.get('token 1')).toBe(remembered)
})
