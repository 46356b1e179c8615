import { describe, expect, test } from 'vitest'
import { type ApiKeysOptions, apiKeys } from './api-keys.ts'
import { aRequest } from './records.fixture.ts'

const keys = [
  { id: 'one', value: 'first-key' },
  { id: 'two', value: 'second-key' },
]

const check = (
  source: ApiKeysOptions['source'],
  rawHeaders: readonly string[],
  usageIdentifierKey?: string,
) =>
  apiKeys({ source, keys }).check(
    aRequest({ rawHeaders }),
    usageIdentifierKey === undefined ? {} : { usageIdentifierKey },
  )

describe('API keys', () => {
  test('are found in the header, whatever its case', () => {
    expect(check('$request.header.x-api-key', ['X-API-Key', 'second-key'])).toEqual({
      apiKey: 'second-key',
      apiKeyId: 'two',
    })
  })

  test('are found in what the authorizer answered', () => {
    const source = '$context.authorizer.usageIdentifierKey'
    expect(check(source, [], 'first-key')).toEqual({ apiKey: 'first-key', apiKeyId: 'one' })
    expect(check(source, ['x-api-key', 'first-key'])).toBe('refused')
    expect(check('$request.header.x-api-key', [], 'first-key')).toBe('refused')
  })

  test.each([
    [],
    ['x-api-key', ''],
    ['x-api-key', 'first-key '],
    ['x-api-key', 'FIRST-KEY'],
    ['other', 'first-key'],
  ])('are not found: %j', (...rawHeaders) => {
    expect(check('$request.header.x-api-key', rawHeaders)).toBe('refused')
  })
})
