import type { CaseResult } from './conformance.ts'

export type ReportInk = 'good' | 'bad' | 'faint'
export type ReportPaint = (text: string, ink: ReportInk) => string

export interface Report {
  /** Print what came of one case. Cases of a group follow each other. */
  add(result: CaseResult): void
  /** Print how many passed. */
  end(): void
}

interface ReportOptions {
  readonly write: (text: string) => void
  /** Colours; without them, plain text. */
  readonly paint?: ReportPaint
}

/** A report for people: a line for a case, more where something is wrong, and less for what is skipped together. */
export function reportTo({ write, paint = (text) => text }: ReportOptions): Report {
  const results: CaseResult[] = []
  let skipped: CaseResult[] = []

  const flush = (): void => {
    if (skipped.length > 0) write(`${skipLine(skipped, paint)}\n`)
    skipped = []
  }

  return {
    add(result) {
      const before = results.at(-1)
      const isFirst = before?.group !== result.group
      if (isFirst || before.why !== result.why || result.outcome !== 'skipped') flush()
      if (isFirst) write(`${before === undefined ? '' : '\n'}${result.group}\n`)
      results.push(result)
      if (result.outcome === 'skipped') skipped.push(result)
      else write(`${linesOf(result, paint).join('\n')}\n`)
    },
    end() {
      flush()
      write(`\n${summaryOf(results)}\n`)
    },
  }
}

function skipLine(skipped: readonly CaseResult[], paint: ReportPaint): string {
  const [first] = skipped
  const what = skipped.length === 1 ? first?.title : `${skipped.length} cases`
  return `  ${paint('–', 'faint')} ${what}  ${paint(printable(first?.why ?? ''), 'faint')}`
}

/** `78 passed, 2 failed, 1 skipped`, and how many of the failures are against an inference. */
export function summaryOf(results: readonly CaseResult[]): string {
  const { passed, failed, skipped } = counts(results)
  const inferred = results.filter(
    ({ outcome, evidence }) => outcome === 'failed' && evidence === 'inferred',
  ).length
  const remark = inferred === 0 ? '' : ` (${inferred} of them inferred: AWS may do otherwise)`
  return `${passed} passed, ${failed} failed${remark}, ${skipped} skipped`
}

export function counts(results: readonly CaseResult[]) {
  const count = (outcome: CaseResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
}

function linesOf(result: CaseResult, paint: ReportPaint): string[] {
  const { outcome, title, id } = result
  const [why, expected, got] = [result.why, result.expected, result.got].map((text) => printable(text ?? ''))
  const source = `${result.evidence}: ${result.source}`
  if (outcome === 'passed') {
    const remark = why && ` (${why})`
    return [`  ${paint('✓', 'good')} ${title}${remark}  ${paint(source, 'faint')}`]
  }
  return [
    `  ${paint('✗', 'bad')} ${title}  ${paint(id, 'faint')}`,
    `      expected  ${expected}`,
    `      got       ${paint(got ?? '', 'bad')}`,
    `      source    ${source}`,
  ]
}

/** What a server said cannot steer a terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
