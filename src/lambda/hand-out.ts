import { type Frame, type Member, type MembersPage, Unavailable } from '../core/index.ts'
import { type Claim, claimed } from './claimed.ts'
import { deliver } from './delivery.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'

/** Half of what a worker may run: a page that is begun must be over in time. */
const patienceMs = 15_000

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
 * left out: nobody gets a second copy. Rejects with `Unavailable` while somebody else is at it, when something is away, and when
 * it takes so long that the rest is better done another time.
 */
export function handOut(work: HandOut, home: ApiHome, ports: LambdaPorts): Promise<void> {
  return claimed(work.id, ports, (claim) => handOutPages(work, claim, home, ports))
}

/** The same, for who has claimed it. */
export async function handOutPages(
  { id, topic, frame, except, attempt = 0, pages }: HandOut,
  claim: Claim,
  home: ApiHome,
  ports: LambdaPorts,
): Promise<void> {
  const { clock } = ports
  const until = clock.now() + patienceMs
  // Somebody may be in two places of a topic, if it was cut while they left and came back.
  const served = new Set(except)
  for await (const { members, cursor } of pages(claim.since)) {
    if (clock.now() > until) throw new Unavailable('it takes too long')
    await claim.note(cursor)
    const to = members.filter(({ connectionId }) => !served.has(connectionId))
    for (const { connectionId } of to) served.add(connectionId)
    await deliver({ id: `${id}@${cursor}`, topic, frame, to, attempt }, home, ports)
  }
}

/** A hand-out to these and nobody else. */
export function only(...members: readonly Member[]): Pick<HandOut, 'pages'> {
  return { pages: (after) => (after === undefined && members.length > 0 ? [{ members, cursor: 'all' }] : []) }
}
