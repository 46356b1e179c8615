import fc from 'fast-check'
import { expect, test } from 'vitest'
import { places } from '../core/index.ts'
import { segmentsOf, split } from './segments.ts'
import type { SegmentWork } from './work.ts'

const broadcast = { api: 'lobby', id: 'b1', topic: '*', frame: 'hi', except: [] }

/** What is done in the end, and how many jobs that takes. */
function leaves(works: readonly SegmentWork[]): { leaves: SegmentWork[]; jobs: number } {
  const done: SegmentWork[] = []
  let jobs = 0
  const queue = [...works]
  for (let work = queue.shift(); work !== undefined; work = queue.shift()) {
    jobs += 1
    const smaller = split(work)
    if (smaller.length > 0) queue.push(...smaller)
    else done.push(work)
  }
  return { leaves: done.toSorted((a, b) => a.from - b.from), jobs }
}

test('the parts of a broadcast are all of the topic, each place once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000 }), (about) => {
      const { leaves: parts } = leaves(segmentsOf(broadcast, about))
      expect(parts[0]?.from).toBe(0)
      expect(parts.at(-1)?.to).toBe(places)
      for (const [at, part] of parts.entries()) expect(part.to).toBe(parts[at + 1]?.from ?? places)
    }),
    { numRuns: 30 },
  )
})

test.each([101, 1_000, 10_000, 100_000])('each part of %i members is for 250 at most', (about) => {
  expect(
    Math.max(...leaves(segmentsOf(broadcast, about)).leaves.map((part) => part.about)),
  ).toBeLessThanOrEqual(250)
})

test.each([1_000, 10_000, 100_000, 1_000_000])(
  'the jobs for %i members are in proportion to them',
  (about) => {
    expect(leaves(segmentsOf(broadcast, about)).jobs / about).toBeLessThan(0.02)
  },
)

test('the publisher queues ten jobs at most', () => {
  expect(segmentsOf(broadcast, 1_000_000)).toHaveLength(10)
})

test('the same work has the same parts', () => {
  const [work] = segmentsOf(broadcast, 100_000)
  if (work === undefined) throw new Error('there is no part')
  expect(split(work)).toEqual(split(work))
})
