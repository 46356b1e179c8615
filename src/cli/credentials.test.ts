import { expect, test } from 'vitest'
import { readCredentials } from './credentials.ts'

const aws = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'a', AWS_SESSION_TOKEN: 't' }

test('there are none in an environment without keys, or with empty ones', () => {
  expect(readCredentials({})).toBeUndefined()
  expect(readCredentials({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' })).toBeUndefined()
})

test('those of AWS come with their session token', () => {
  expect(readCredentials(aws)).toEqual({ accessKeyId: 'A', secretAccessKey: 'a', sessionToken: 't' })
})

test("Stoa's own win, and have no session", () => {
  expect(readCredentials({ ...aws, STOA_ACCESS_KEY_ID: 'S', STOA_SECRET_ACCESS_KEY: 's' })).toEqual({
    accessKeyId: 'S',
    secretAccessKey: 's',
  })
})
