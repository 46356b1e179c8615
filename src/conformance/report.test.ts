import { expect, test } from 'vitest'
import type { CaseResult } from './conformance.ts'
import { reportTo, summaryOf } from './report.ts'

const about = {
  id: 'limits.pong',
  group: 'Limits',
  source: 'RFC 6455',
  evidence: 'documented',
  ms: 1,
} as const
const passed: CaseResult = { ...about, title: 'a ping', outcome: 'passed' }
const failed: CaseResult = {
  ...about,
  title: 'a close',
  evidence: 'inferred',
  outcome: 'failed',
  expected: '1000',
  got: '1006\x1b[2J',
}
const skipped: CaseResult = {
  ...about,
  group: 'Events',
  title: 'an event',
  outcome: 'skipped',
  why: 'needs handlers',
}

function printed(results: readonly CaseResult[], paint?: (text: string, ink: string) => string): string {
  const written: string[] = []
  const report = reportTo({ write: (text) => void written.push(text), ...(paint && { paint }) })
  for (const result of results) report.add(result)
  report.end()
  return written.join('')
}

test('a report has groups, a line for a case, and more for a failure', () => {
  expect(printed([{ ...passed, why: 'at once' }, failed, skipped])).toBe(
    [
      'Limits',
      '  ✓ a ping (at once)  documented: RFC 6455',
      '  ✗ a close  limits.pong',
      '      expected  1000',
      '      got       1006\\x1b[2J',
      '      source    inferred: RFC 6455',
      '',
      'Events',
      '  – an event  needs handlers',
      '',
      '1 passed, 1 failed (1 of them inferred: AWS may do otherwise), 1 skipped',
      '',
    ].join('\n'),
  )
})

test('it is coloured only where that is asked for', () => {
  const lines = printed([passed], (text, ink) => `<${ink}>${text}</>`).split('\n')
  expect(lines[1]).toBe('  <good>✓</> a ping  <faint>documented: RFC 6455</>')
})

test('a summary says nothing of inferences that hold', () => {
  expect(summaryOf([passed, { ...passed, evidence: 'inferred' }])).toBe('2 passed, 0 failed, 0 skipped')
})

test('what is skipped together for one reason is one line', () => {
  const other = { ...skipped, why: 'needs credentials' }
  const elsewhere = { ...skipped, group: 'Limits' }
  expect(
    printed([skipped, skipped, other, { ...passed, group: 'Events' }, elsewhere, elsewhere]).split('\n'),
  ).toEqual([
    'Events',
    '  – 2 cases  needs handlers',
    '  – an event  needs credentials',
    '  ✓ a ping  documented: RFC 6455',
    '',
    'Limits',
    '  – 2 cases  needs handlers',
    '',
    '1 passed, 0 failed, 5 skipped',
    '',
  ])
})
