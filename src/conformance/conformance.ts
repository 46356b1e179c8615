import { Bench } from './bench.ts'
import type { CaseGroup, Evidence } from './case.ts'
import { type Chosen, catalogue, chosen } from './catalogue.ts'
import { Mismatch } from './check.ts'
import { inOrder } from './in-order.ts'
import { type Found, probe } from './probe.ts'
import type { Signing, Target, Trust } from './target.ts'
import { Unreachable } from './unreachable.ts'

export interface ConformanceOptions {
  /** Of the API that is looked at: `ws://…` or `wss://…`. */
  readonly url: URL
  /** Of an API without `$default`, and of one with IAM authorization. */
  readonly plainUrl?: URL
  readonly iamUrl?: URL
  /** What requests of the management API are signed with. Without it they are signed by nobody's key. */
  readonly signing?: Signing
  readonly trust?: Trust
  /** Cases with this in their id, title or group. The default is all. */
  readonly only?: RegExp
  /** Take those too that take minutes and hours. */
  readonly isSlow?: boolean
  /** How long an answer may take. The default is 10 s. */
  readonly timeoutMs?: number
  /** How long nothing must come for there to be no answer. The default is 300 ms. */
  readonly quietMs?: number
  /** Called once for each case, in the order of the catalogue. */
  readonly onResult?: (result: CaseResult) => void
}

export interface CaseResult {
  readonly id: string
  /** The title of its group. */
  readonly group: string
  readonly title: string
  readonly source: string
  readonly evidence: Evidence
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Of what failed: what the contract says, and what came. */
  readonly expected?: string
  readonly got?: string
  /** Why a case was skipped, or which of several possible behaviours was seen. */
  readonly why?: string
  readonly ms: number
}

/** So many at once: most of a case is waiting. */
const concurrency = 4
const nobody: Signing = { accessKeyId: 'NOBODY', secretAccessKey: 'nothing', region: 'us-east-1' }

/**
 * Look how far a deployment keeps the contract of API Gateway. Works by wire alone. Rejects with `Unreachable` when nobody
 * answers there; what is wrong with a single case is its result.
 */
export function conformance(options: ConformanceOptions): Promise<readonly CaseResult[]> {
  return runCases(catalogue, options)
}

/** The same with other cases. */
export async function runCases(
  groups: readonly CaseGroup[],
  options: ConformanceOptions,
): Promise<readonly CaseResult[]> {
  const { only, isSlow = false, onResult = () => {} } = options
  const target = targetOf(options)
  const found = await probe(target)
  const cases = chosen(groups, only, isSlow)
  // Those that take hours go all at once.
  const atOnce = cases.filter(({ one }) => one.isSlow === true).length + concurrency
  return inOrder(cases, atOnce, (choice) => resultOf(choice, target, found), onResult)
}

function targetOf(options: ConformanceOptions): Target {
  const { url, plainUrl, iamUrl, signing, trust = {}, timeoutMs = 10_000, quietMs = 300 } = options
  const hasCredentials = signing !== undefined
  return { url, plainUrl, iamUrl, signing: signing ?? nobody, hasCredentials, trust, timeoutMs, quietMs }
}

async function resultOf(
  { group, one }: Chosen,
  target: Target,
  { isOurs, missing }: Found,
): Promise<CaseResult> {
  const { id, title, source, evidence } = one
  const about = { id, group, title, source, evidence }
  const [why] = one.needs.flatMap((need) => missing.get(need) ?? [])
  if (why !== undefined) return { ...about, outcome: 'skipped', why, ms: 0 }
  const bench = new Bench(target, isOurs)
  const start = performance.now()
  const ms = (): number => Math.round(performance.now() - start)
  try {
    const remark = await one.run(bench)
    return { ...about, outcome: 'passed', ...(remark !== undefined && { why: remark }), ms: ms() }
  } catch (error) {
    return { ...about, outcome: 'failed', ...failureOf(error), ms: ms() }
  } finally {
    bench.end()
  }
}

function failureOf(error: unknown): { readonly expected: string; readonly got: string } {
  if (error instanceof Mismatch) return { expected: error.expected, got: error.got }
  if (error instanceof Unreachable) return { expected: 'an answer', got: error.message }
  throw error
}
