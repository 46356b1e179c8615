import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const keys = ['iam_auth', 'log_level', 'id', 'limits', 'profile', 'back_off_ms'] as const

test.each([
  ['iam_aut', 'iam_auth'],
  ['iamAuth', 'iam_auth'],
  ['IAM-AUTH', 'iam_auth'],
  ['iam', 'iam_auth'],
  ['loglevle', 'log_level'],
  ['limit', 'limits'],
  ['back_off', 'back_off_ms'],
  ['ids', 'id'],
])('who writes %s means %s', (word, key) => {
  expect(nearest(word, keys)).toBe(key)
})

test.each(['', 'x', 'webhook', 'xyz', '__proto__', 'profile'.repeat(50)])(
  'who writes "%s" means none',
  (word) => {
    expect(nearest(word, keys)).toBeUndefined()
  },
)
