interface Observation {
  readonly said: string
  /** When it was first heard, in milliseconds since 1970. */
  readonly since: number
}

/** Whom a node has not heard for `leaseMs`, though it listened all the while, and what that one said last. */
export interface Silent {
  readonly node: string
  readonly said: string
}

/** A node whose beat stands still for so long is taken for dead. */
const leaseMs = 6_000

/** Beats that are further apart than this leave a gap, in which others may have spoken without being heard. */
const longestGapMs = 2_500

/** Hears the other nodes, and tells who has fallen silent. It trusts only what it has observed without a gap. */
export class Witness {
  readonly #observations = new Map<string, Observation>()
  #heardAt: number | undefined

  /** Take in what the others said last, at the moment `now`. */
  hear(others: ReadonlyMap<string, string>, now: number): readonly Silent[] {
    if (this.#hasGap(now)) this.#observations.clear()
    this.#heardAt = now
    for (const node of this.#observations.keys()) if (!others.has(node)) this.#observations.delete(node)
    const silent: Silent[] = []
    for (const [node, said] of others) {
      const observation = this.#observations.get(node)
      if (observation?.said !== said) this.#observations.set(node, { said, since: now })
      else if (now - observation.since >= leaseMs) silent.push({ node, said })
    }
    return silent
  }

  /** A clock that was set back has a gap of unknown length. */
  #hasGap(now: number): boolean {
    if (this.#heardAt === undefined) return false
    const gap = now - this.#heardAt
    return gap < 0 || gap > longestGapMs
  }
}
