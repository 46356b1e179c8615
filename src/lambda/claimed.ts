import { type Claims, type Ids, Unavailable } from '../core/index.ts'

/** Longer than a worker may run: whoever has not gone on until then is dead. */
const leaseMs = 35_000

/** A piece of work that one has taken. */
export interface Claim {
  /** What whoever had it before noted last. */
  readonly since: string | undefined
  /** Note how far it is. Rejects with `Unavailable` if somebody else has it now. */
  note(progress: string): Promise<void>
}

/**
 * Do work, unless it was done before. Rejects with `Unavailable` while somebody else is at it, and until the lease of one that
 * failed at it is over.
 */
export async function claimed(
  id: string,
  { claims, ids }: { readonly claims: Claims; readonly ids: Ids },
  work: (claim: Claim) => Promise<void>,
): Promise<void> {
  const owner = ids.uuid()
  const taken = await claims.take(id, owner, leaseMs)
  if (taken === 'done') return
  if (taken === 'taken') throw new Unavailable('somebody else is at it')
  await work({
    since: taken.since,
    async note(progress) {
      if (!(await claims.note(id, owner, progress, leaseMs)))
        throw new Unavailable('somebody else has it now')
    },
  })
  await claims.finish(id, owner)
}
