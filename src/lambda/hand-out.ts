import { type Frame, type Member, type MembersPage, Unavailable } from '../core/index.ts'
import { deliver } from './delivery.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'

/** Longer than a worker may run: whoever has not gone on until then is dead. */
export const leaseMs = 35_000

/** A frame for some members, none of whom may get it twice. */
export interface HandOut {
  /** The same whenever the same hand-out is asked for. */
  readonly id: string
  readonly topic?: string | undefined
  readonly frame: Frame
  readonly except?: ReadonlySet<string>
  /** How often it was tried before; the default is never. */
  readonly attempt?: number
  /** Who gets it: those after a page, or all of them. */
  pages(after: string | undefined): AsyncIterable<MembersPage> | Iterable<MembersPage>
}

/**
 * Send everybody their copy, unless that was done before. Where somebody has died in the middle, the page that they were at is
 * left out: nobody gets a second copy. Rejects with `Unavailable` while somebody else is at it, and when something is away.
 */
export async function handOut(work: HandOut, home: ApiHome, ports: LambdaPorts): Promise<void> {
  const { claims, ids } = ports
  const owner = ids.uuid()
  const claim = await claims.take(work.id, owner, leaseMs)
  if (claim === 'done') return
  if (claim === 'taken') throw new Unavailable('somebody else is at it')
  for await (const { members, cursor } of work.pages(claim.since)) {
    if (!(await claims.note(work.id, owner, cursor, leaseMs)))
      throw new Unavailable('somebody else has it now')
    const to = members.filter(({ connectionId }) => work.except?.has(connectionId) !== true)
    await deliver(
      { id: `${work.id}@${cursor}`, frame: work.frame, to, attempt: work.attempt ?? 0 },
      home,
      ports,
    )
  }
  await claims.finish(work.id, owner)
}

/** A hand-out to these and nobody else. */
export function only(...members: readonly Member[]): Pick<HandOut, 'pages'> {
  return { pages: (after) => (after === undefined && members.length > 0 ? [{ members, cursor: 'all' }] : []) }
}
