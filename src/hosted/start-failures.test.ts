import { expect, test } from 'vitest'
import { StartFailures } from './start-failures.ts'

test('a start that failed is not tried again for 50 ms, then for twice as long, up to a second', () => {
  const failures = new StartFailures()
  const spans = Array.from({ length: 7 }, (_, round) => {
    const now = round * 10_000
    failures.add(['Error', 'no'], now)
    return Array.from({ length: 1_200 }, (_unused, ms) => failures.at(now + ms)).filter(Boolean).length
  })
  expect(spans).toEqual([50, 100, 200, 400, 800, 1_000, 1_000])
})

test('nothing is wrong after a start that worked', () => {
  const failures = new StartFailures()
  failures.add(['Error', 'no'], 0)
  failures.clear()
  expect(failures.at(1)).toBeUndefined()
})
