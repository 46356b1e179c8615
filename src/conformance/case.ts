import type { Bench } from './bench.ts'

/**
 * How a point of the contract is known: `captured` from AWS by somebody, `documented` by AWS, `measured` with AWS's own
 * SDKs, or `inferred` from what is known of its other services.
 */
export type Evidence = 'captured' | 'documented' | 'measured' | 'inferred'

/** What a deployment must have for a case to make sense. */
export type Need =
  | 'connection'
  | 'handlers'
  | 'plain'
  | 'plain handlers'
  | 'iam'
  | 'management'
  | 'credentials'

/** One point of the contract. */
export interface Case {
  /** `group.point`, never used twice. */
  readonly id: string
  /** What holds, as a sentence. */
  readonly title: string
  /** Where this is known from. */
  readonly source: string
  readonly evidence: Evidence
  readonly needs: readonly Need[]
  /** Takes minutes or hours. */
  readonly isSlow?: true
  /**
   * Throws a `Mismatch` when the point does not hold, and an `Unreachable` when nobody could tell. A text that it answers
   * is a remark: which of several possible behaviours was seen.
   */
  run(bench: Bench): Promise<string | undefined>
}

export interface CaseGroup {
  readonly title: string
  readonly cases: readonly Case[]
}

/** What all cases of a family have in common. */
export type Origin = Pick<Case, 'source' | 'evidence' | 'needs'>

/** A case whose run has nothing to remark. */
export function point(id: string, title: string, origin: Origin, run: (bench: Bench) => Promise<void>): Case {
  return {
    id,
    title,
    ...origin,
    async run(bench) {
      await run(bench)
      return undefined
    },
  }
}
