import { describe, expect, test } from 'vitest'
import { obeyPolicy } from './password-policy.ts'

describe('a password', () => {
  test.each([
    ['8 characters', 'Abcdef1!'],
    ['256 characters', `Ab1!${'x'.repeat(252)}`],
    ['a space within', 'Abcdef1 g'],
    ['letters of any script besides', 'Ab1!πλάτων'],
    ['a bracket', 'Abcdef1]'],
    ['a backslash', 'Abcdef1\\'],
    ['a minus', 'Abcdef1-'],
  ])('with %s is taken', (_, password) => {
    expect(() => obeyPolicy(password)).not.toThrow()
  })

  test.each([
    ['7 characters', 'Abcde1!', 'Password not long enough'],
    ['4 characters of two units each', '👩👩👩👩', 'Password not long enough'],
    ['257 characters', `Ab1!${'x'.repeat(253)}`, 'Password too long'],
    ['no capital', 'abcdef1!', 'Password must have uppercase characters'],
    ['a capital that is not Latin', 'Πbcdef1!', 'Password must have uppercase characters'],
    ['no small letter', 'ABCDEF1!', 'Password must have lowercase characters'],
    ['no digit', 'Abcdefg!', 'Password must have numeric characters'],
    ['no symbol', 'Abcdefg1', 'Password must have symbol characters'],
    ['spaces at its ends only', ' Abcdefg1 ', 'Password must have symbol characters'],
  ])('with %s is refused', (_, password, why) => {
    const problem = {
      type: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${why}`,
    }
    expect(() => obeyPolicy(password)).toThrow(expect.objectContaining(problem))
  })
})
