import { describe, expect, test } from 'vitest'
import { batchFailures } from './batch-failures.ts'

const ids = new Set(['a', 'b', 'c'])
const failures = (...itemIdentifiers: unknown[]) => ({
  batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
})

describe('of a batch', () => {
  test.each([
    null,
    'done',
    5,
    [],
    {},
    { statusCode: 200 },
    { batchItemFailures: null },
    { batchItemFailures: [] },
  ])('no message failed if the function answers %j', (result) => {
    expect(batchFailures(result, ids)).toEqual(new Set())
  })

  test('those failed that the function names', () => {
    expect(batchFailures(failures('a', 'c', 'a'), ids)).toEqual(new Set(['a', 'c']))
  })

  test.each([
    failures('a', 'other'),
    failures(''),
    failures(null),
    failures(5),
    { batchItemFailures: [{ id: 'a' }] },
    { batchItemFailures: ['a'] },
    { batchItemFailures: 'a' },
  ])('all failed if the function names what is not there: %j', (result) => {
    expect(batchFailures(result, ids)).toBe('all')
  })
})
