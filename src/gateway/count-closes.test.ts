import { expect, test } from 'vitest'
import { type CloseCounts, countClose } from './count-closes.ts'

test('codes that clients make up are counted together', () => {
  const closes: CloseCounts = {}
  for (const code of [1_000, 1_006, 1_006, 3_000, 3_999, 4_000]) countClose(closes, code)
  expect(closes).toEqual({ '1000': 1, '1006': 2, '3xxx': 2, '4xxx': 1 })
})
