import { describe, expect, test } from 'vitest'
import type { CaseGroup } from './case.ts'
import { spanCases } from './cases/spans.ts'
import { catalogue, chosen } from './catalogue.ts'
import { runCases } from './conformance.ts'
import { eventFaults } from './stub/faults/events.fixture.ts'
import { managementFaults } from './stub/faults/management.fixture.ts'
import { routeFaults } from './stub/faults/routes.fixture.ts'
import { upgradeFaults } from './stub/faults/upgrades.fixture.ts'
import { spanFaults, wireFaults } from './stub/faults/wire.fixture.ts'
import { stubOptions } from './stub/options.fixture.ts'

/** As the catalogue, with spans that a test can wait for. */
const shortSpans = { idleMs: 100, maxAgeMs: 300, graceMs: 150 }
const groups: readonly CaseGroup[] = catalogue.map((group) =>
  group.title === 'Spans' ? { ...group, cases: spanCases(shortSpans) } : group,
)
const faults = [
  ...upgradeFaults,
  ...routeFaults,
  ...eventFaults,
  ...wireFaults,
  ...managementFaults,
  ...spanFaults,
]

describe('a deployment in which', () => {
  test.each(faults)('%s does not pass', async (_name, wrong, expected) => {
    const only = new RegExp(`^(${expected.join('|').replaceAll('.', '\\.')})$`)
    const options = { ...(await stubOptions(wrong)), only, timeoutMs: 400, isSlow: true }
    const results = await runCases(groups, options)
    const passed = results.flatMap(({ id, outcome }) => (outcome === 'failed' ? [] : [`${outcome}: ${id}`]))
    expect(passed).toEqual([])
    expect(results.length).toBe(expected.length)
  })
})

test('every case is failed by some deployment', () => {
  const seen = new Set(faults.flatMap(([, , expected]) => expected))
  expect(chosen(groups, undefined, true).flatMap(({ one }) => (seen.has(one.id) ? [] : [one.id]))).toEqual([])
})
